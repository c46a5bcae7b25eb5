using KoSales.Functions.Agents;

namespace KoSales.Functions.Auth;

internal static class AuthExamples
{
    private const string RefreshToken = "rt_8Jm2vQ4nX7sL1cT9wB5yD3fH6kP0aZuE";

    public static readonly ContractExample[] All =
    [
        ContractExample.Of(
            new LogIn { Email = "asha@example.in", Password = "Sehore-Mandi-2026-Soya" }
        ),
        ContractExample.Of(new Refresh { RefreshToken = RefreshToken }),
        ContractExample.Of(new LogOut { RefreshToken = RefreshToken }),
        ContractExample.Of(
            new ChangePassword
            {
                CurrentPassword = "Sehore-Mandi-2026-Soya",
                NewPassword = "Sehore-Mandi-2027-Soya",
            }
        ),
        ContractExample.Of(
            new SessionView
            {
                AccessToken =
                    "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiJBMC0wMDAyIn0.c2lnbmVk",
                RefreshToken = RefreshToken,
                ExpiresIn = 900,
                RefreshExpiresAt = ExampleNames.After(14 * 24 * 60),
                Agent = AgentExamples.Asha with { Load = null, LastAssignedAt = null },
            }
        ),
    ];
}
