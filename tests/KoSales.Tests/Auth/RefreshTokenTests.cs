using KoSales.Domain.Agents;
using KoSales.Domain.Auth;
using NodaTime;
using static KoSales.Tests.Agents.SomeAgent;

namespace KoSales.Tests.Auth;

public sealed class RefreshTokenTests
{
    private static readonly Agent Asha = Hired();
    private static readonly RefreshToken Token = RefreshToken.Start("hash", "family", Asha, Now);

    [Fact]
    public void A_fresh_token_is_exchanged() =>
        Assert.Equal(RefreshOutcome.Rotated, Token.Show(Asha, Now));

    [Fact]
    public void A_used_token_gives_the_family_away() =>
        Assert.Equal(RefreshOutcome.Reused, (Token with { UsedAt = Now }).Show(Asha, Now));

    [Fact]
    public void It_lasts_thirty_days()
    {
        Assert.Equal(
            RefreshOutcome.Rotated,
            Token.Show(Asha, Now + Duration.FromDays(30) - Duration.FromMilliseconds(1))
        );
        Assert.Equal(RefreshOutcome.Invalid, Token.Show(Asha, Now + Duration.FromDays(30)));
    }

    public static TheoryData<string, RefreshToken, Agent?> Worthless =>
        new()
        {
            { "revoked", Token with { RevokedAt = Now }, Asha },
            { "revoked after use", Token with { UsedAt = Now, RevokedAt = Now }, Asha },
            { "of a past epoch", Token, Asha.WithSessionsEnded() },
            { "of nobody", Token, null },
            { "of a removed agent", Token, Asha with { DeletedAt = Now } },
            { "of an inactive agent", Token, Asha with { Status = AgentStatus.Inactive } },
        };

    [Theory]
    [MemberData(nameof(Worthless))]
    public void A_token_is_worth_nothing_when(string why, RefreshToken token, Agent? agent) =>
        Assert.True(token.Show(agent, Now) == RefreshOutcome.Invalid, why);
}
