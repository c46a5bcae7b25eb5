using KoSales.Domain.Agents;
using KoSales.Domain.Auth;
using NodaTime;
using static KoSales.Tests.Agents.SomeAgent;

namespace KoSales.Tests.Auth;

public sealed class LoginGuardTests
{
    [Fact]
    public void Four_wrong_passwords_are_free() => Assert.False(After(4).IsLocked(Now));

    [Theory]
    [InlineData(5, 30)]
    [InlineData(6, 60)]
    [InlineData(7, 120)]
    [InlineData(11, 1920)]
    [InlineData(12, 3600)]
    [InlineData(500, 3600)]
    public void Each_further_one_locks_twice_as_long_up_to_an_hour(int failures, int seconds)
    {
        var security = After(failures);
        Assert.True(
            security.IsLocked(Now + Duration.FromSeconds(seconds) - Duration.FromMilliseconds(1))
        );
        Assert.False(security.IsLocked(Now + Duration.FromSeconds(seconds)));
    }

    [Fact]
    public void The_right_password_forgets_them_and_keeps_the_epoch()
    {
        var security = (After(6) with { TokenEpoch = 4 }).Succeeded();
        Assert.Equal(
            (0, null, 4),
            (security.FailedLogins, security.LockedUntil, security.TokenEpoch)
        );
    }

    [Fact]
    public void There_is_nothing_to_write_after_a_login_without_failures()
    {
        var security = new AgentSecurity();
        Assert.Same(security, security.Succeeded());
    }

    private static AgentSecurity After(int failures) =>
        Enumerable.Range(0, failures).Aggregate(new AgentSecurity(), (s, _) => s.Failed(Now));
}
