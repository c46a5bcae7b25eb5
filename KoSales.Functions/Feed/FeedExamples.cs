namespace KoSales.Functions.Feed;

internal static class FeedExamples
{
    public static readonly ContractExample[] All =
    [
        ContractExample.Of(
            new FeedPageView
            {
                Data =
                [
                    new FeedEventView
                    {
                        Id = "019ab7f0c1a07d3e9b52",
                        Type = "lead.updated",
                        Entity = new EntityRef(EntityKind.Lead, ExampleNames.Lead),
                        Changed = ["kind", "address.pincode"],
                        Causation = "4bf92f3577b34da6a3ce929d0e0e4736",
                        At = ExampleNames.After(35),
                        By = ExampleNames.Agent,
                    },
                ],
                NextCursor = "9Zl3m0R2b1uK7nq4c6w8yDE3OA",
                CaughtUp = true,
            }
        ),
    ];
}
