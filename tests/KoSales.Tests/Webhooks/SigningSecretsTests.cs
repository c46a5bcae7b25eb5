using KoSales.Domain.Pii;
using KoSales.Domain.Webhooks;
using NodaTime;

namespace KoSales.Tests.Webhooks;

public sealed class SigningSecretsTests
{
    private static readonly Instant Now = Instant.FromUtc(2026, 11, 28, 4, 0);
    private static readonly Duration Grace = Duration.FromHours(24);

    private static SigningSecret Secret(string id, Instant at) =>
        new(id, new SealedBytes("k1", "wrapped", "cipher"), at, null);

    [Fact]
    public void The_first_secret_is_in_force_without_an_end()
    {
        IReadOnlyList<SigningSecret> none = [];
        var secrets = none.Rotated(Secret("a", Now), Grace, Now);
        Assert.Null(Assert.Single(secrets.InForce(Now + Duration.FromDays(900))).EndsAt);
    }

    [Fact]
    public void The_former_one_is_in_force_until_the_grace_is_over()
    {
        IReadOnlyList<SigningSecret> none = [];
        var secrets = none.Rotated(Secret("a", Now), Grace, Now)
            .Rotated(Secret("b", Now), Grace, Now);
        Assert.Equal(["a", "b"], secrets.InForce(Now + Grace - Duration.Epsilon).Select(s => s.Id));
        Assert.Equal(["b"], secrets.InForce(Now + Grace).Select(s => s.Id));
    }

    [Fact]
    public void Of_three_in_a_row_the_newest_two_are_in_force()
    {
        IReadOnlyList<SigningSecret> none = [];
        var secrets = none.Rotated(Secret("a", Now), Grace, Now)
            .Rotated(Secret("b", Now), Grace, Now)
            .Rotated(Secret("c", Now), Grace, Now);
        Assert.Equal(["b", "c"], secrets.InForce(Now).Select(s => s.Id));
    }

    [Fact]
    public void Without_grace_the_former_secret_ends_at_once()
    {
        IReadOnlyList<SigningSecret> none = [];
        var secrets = none.Rotated(Secret("a", Now), Grace, Now)
            .Rotated(Secret("b", Now), Duration.Zero, Now);
        Assert.Equal(["b"], secrets.InForce(Now).Select(s => s.Id));
    }
}
