namespace KoSales.Functions.Auth.Sessions;

internal static class LoginSessionExamples
{
    public static readonly ContractExample[] All =
    [
        ContractExample.Of(
            new LoginSessionsView([
                new LoginSessionView
                {
                    Id = ExampleNames.Session,
                    StartedAt = ExampleNames.Start,
                    LastUsedAt = ExampleNames.After(15),
                    ExpiresAt = ExampleNames.After(30 * 24 * 60),
                    Current = true,
                },
            ])
        ),
    ];
}
