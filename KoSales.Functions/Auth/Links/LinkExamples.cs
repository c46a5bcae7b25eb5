namespace KoSales.Functions.Auth.Links;

internal static class LinkExamples
{
    private const string Token =
        "019ab7f0c1a07d3e9b5200c1a07d3e9b.Kk0pW0J6k4T2m1n8q7s5v3x9z0B2D4F6H8J0L2N4P6R";

    public static readonly ContractExample[] All =
    [
        ContractExample.Of(new ForgotPassword { Email = "asha@example.in" }),
        ContractExample.Of(new AcceptInvite { Token = Token, Password = "Sehore-Mandi-2026-Soya" }),
        ContractExample.Of(
            new ResetPassword { Token = Token, Password = "Sehore-Mandi-2027-Soya" }
        ),
        ContractExample.Of(
            new InvitationView
            {
                AgentId = ExampleNames.Agent,
                ExpiresAt = ExampleNames.After(72 * 60),
            }
        ),
    ];
}
