using KoSales.Domain.Agents;
using NodaTime;

namespace KoSales.Domain.Auth;

/// <summary>Lockout of one account: a few wrong passwords are free, then each one locks it for
/// longer.</summary>
public static class LoginGuard
{
    /// <summary>Wrong passwords in a row before the first lock.</summary>
    public const int FreeAttempts = 5;

    public static readonly Duration FirstLock = Duration.FromSeconds(30);

    public static readonly Duration LongestLock = Duration.FromHours(1);

    /// <summary>No password is even tried while this holds, the right one neither.</summary>
    public static bool IsLocked(this AgentSecurity security, Instant now) =>
        security.LockedUntil is { } until && now < until;

    /// <summary>After a wrong password: counted, and from the fifth on locked, twice as long each time up
    /// to an hour.</summary>
    public static AgentSecurity Failed(this AgentSecurity security, Instant now)
    {
        var failures = security.FailedLogins + 1;
        return security with
        {
            FailedLogins = failures,
            LockedUntil = failures < FreeAttempts ? null : now + LockAfter(failures),
        };
    }

    /// <summary>After the right password. The same value when there is nothing to forget, so that no write
    /// is needed.</summary>
    public static AgentSecurity Succeeded(this AgentSecurity security) =>
        security.FailedLogins == 0 && security.LockedUntil is null
            ? security
            : security with
            {
                FailedLogins = 0,
                LockedUntil = null,
            };

    private static Duration LockAfter(int failures)
    {
        var doublings = Math.Min(failures - FreeAttempts, 10);
        var length = FirstLock * (1L << doublings);
        return length < LongestLock ? length : LongestLock;
    }
}
