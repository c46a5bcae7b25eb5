namespace KoSales.Functions.Search;

internal static class SearchExamples
{
    public static readonly ContractExample[] All =
    [
        ContractExample.Of(
            new SearchAnswer([
                new SearchHit("lead", ExampleNames.Lead, "Ramesh P.")
                {
                    PhoneMasked = "+91******3210",
                    EmailMasked = "r***@example.in",
                    Status = "open",
                    Stage = "new",
                    OwnerId = ExampleNames.Agent,
                },
            ])
        ),
    ];
}
