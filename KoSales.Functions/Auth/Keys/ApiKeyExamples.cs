using KoSales.Domain.Auth;

namespace KoSales.Functions.Auth.Keys;

internal static class ApiKeyExamples
{
    private const string Hint = "kQ7w";
    private static readonly string[] Scopes = ["leads:bulk", "*:read"];

    public static readonly ContractExample[] All =
    [
        ContractExample.Of(
            new CreateApiKey
            {
                Name = "Website forms",
                Scopes = Scopes,
                ExpiresAt = ExampleNames.After(180 * 24 * 60),
            }
        ),
        ContractExample.Of(new RotateApiKey { GraceHours = 48 }),
        ContractExample.Of(
            new IssuedApiKey
            {
                Id = ApiKeyId.Of(ExampleNames.ApiKey),
                Version = 1,
                Name = "Website forms",
                Scopes = Scopes,
                Secret = "ko_8Jm2vQ4nX7sL1cT9wB5yD3fH6kP0aZuE4rG7hJ2kQ7w",
                Hint = Hint,
                ExpiresAt = ExampleNames.After(180 * 24 * 60),
            }
        ),
        ContractExample.Of(
            new ApiKeyView
            {
                Id = ApiKeyId.Of(ExampleNames.ApiKey),
                Version = 3,
                Name = "Website forms",
                Scopes = Scopes,
                Hint = Hint,
                ExpiresAt = ExampleNames.After(180 * 24 * 60),
                LastUsedAt = ExampleNames.After(30),
                CreatedAt = ExampleNames.Start,
                UpdatedAt = ExampleNames.After(5),
                CreatedBy = ExampleNames.Admin,
                UpdatedBy = ExampleNames.Admin,
            }
        ),
    ];
}
