using KoSales.Domain.Agents;
using KoSales.Domain.Auth;
using KoSales.Functions.Auth.Links;
using NodaTime;

namespace KoSales.Tests.Auth.Links;

public sealed class AccountLinkTests
{
    private static readonly Instant Now = Instant.FromUtc(2026, 11, 28, 6, 0);
    private static readonly Command Asked = new(Actor.System, Now, "test");

    private static readonly Agent Asha = new()
    {
        Id = AgentId.Of("A0-0002"),
        Name = "Asha",
        Email = "asha@example.in",
        Roles = [Role.Agent],
    };

    [Theory]
    [InlineData(LinkPurpose.Invite, 72)]
    [InlineData(LinkPurpose.Reset, 1)]
    public void A_link_is_good_until_its_time_is_over(LinkPurpose purpose, int hours)
    {
        var link = AccountLink.New(purpose, Asha.Id, Asked);
        var end = Now + Duration.FromHours(hours);
        Assert.True(link.IsGoodFor(Asha, end - Duration.FromMilliseconds(1)));
        Assert.False(link.IsGoodFor(Asha, end));
        Assert.False(link.IsGoodFor(Asha with { Id = AgentId.Of("A0-0003") }, Now));
        Assert.False(link.IsGoodFor(Asha with { Status = AgentStatus.Inactive }, Now));
        Assert.False(link.IsGoodFor(Asha with { DeletedAt = Now }, Now));
    }

    [Fact]
    public void An_invitation_is_worth_nothing_once_there_is_a_password()
    {
        var link = AccountLink.New(LinkPurpose.Invite, Asha.Id, Asked);
        Assert.False(link.IsGoodFor(Asha.WithPassword("hash", Now), Now));
    }

    [Fact]
    public void A_reset_is_worth_nothing_once_the_password_was_changed()
    {
        var link = AccountLink.New(LinkPurpose.Reset, Asha.Id, Asked);
        var before = Asha.WithPassword("hash", Now - Duration.FromDays(3));
        Assert.True(link.IsGoodFor(before, Now));
        Assert.False(
            link.IsGoodFor(
                before.WithPassword("other", Now + Duration.FromMinutes(1)),
                Now + Duration.FromMinutes(2)
            )
        );
    }

    [Fact]
    public void Each_mailed_token_opens_it_and_no_other()
    {
        var other = AccountLink.New(LinkPurpose.Reset, Asha.Id, Asked).Mailed(HashOf("c"), Now);
        var link = AccountLink
            .New(LinkPurpose.Reset, Asha.Id, Asked)
            .Mailed(HashOf("a"), Now)
            .Mailed(HashOf("b"), Now + Duration.FromMinutes(1));
        Assert.Equal(Now, link.SentAt);
        Assert.True(LinkTokens.Opens(LinkTokens.Of(link, "a"), link));
        Assert.True(LinkTokens.Opens(LinkTokens.Of(link, "b"), link));
        Assert.False(LinkTokens.Opens(LinkTokens.Of(link, "c"), link));
        Assert.True(LinkTokens.Opens(LinkTokens.Of(other, "c"), other));
        Assert.Equal(link.Id, LinkTokens.LinkIdOf(LinkTokens.Of(link, "a")));
        Assert.Null(LinkTokens.LinkIdOf("nonsense"));
        Assert.Null(LinkTokens.LinkIdOf("a.b.c"));
        Assert.Null(LinkTokens.LinkIdOf("."));
    }

    private static string HashOf(string secret) =>
        KoSales.Functions.Passwords.SecretTokens.Hash(secret);
}
