namespace KoSales.LocalHost.DurableTask.Hub;

/// <summary>
/// The right to run the hub's work: one row with an owner, an expiry and a token that grows with each
/// taking, so that a
/// former owner's late writes are recognised. A process that dies leaves the row behind, but the operating
/// system frees
/// its lock file: whoever gets hold of the file of an owner that is known to have held it need not wait for
/// the expiry.
/// Used by the writer's thread only.
/// </summary>
internal sealed class HubLease(string hubPath, TimeProvider time, TimeSpan duration) : IDisposable
{
    private const string Locked = "locked:";
    private const string Unlocked = "unlocked:";

    private readonly string _owner =
        $"{Environment.MachineName}/{Environment.ProcessId}/{Guid.CreateVersion7(time.GetUtcNow()):N}";
    private FileStream? _alive;

    internal TimeSpan Duration => duration;

    internal static long ReadToken(HubConnection connection) => ReadHub(connection).Token;

    /// <returns>The token, or null while another process holds the lease.</returns>
    internal long? TryTake(HubConnection connection, DateTime now)
    {
        var (token, owner, expires) = ReadHub(connection);
        _alive ??= TryLockFile();
        var ownerIsGone = _alive is not null && owner.StartsWith(Locked, StringComparison.Ordinal);
        if (!ownerIsGone && owner.Length > 0 && now < expires)
        {
            Lose();
            return null;
        }

        Write(connection, token + 1, now);
        return token + 1;
    }

    /// <summary>Only while the token is held, which the caller has checked in the same transaction.</summary>
    internal void Renew(HubConnection connection, long token, DateTime now)
    {
        _alive ??= TryLockFile();
        Write(connection, token, now);
    }

    /// <summary>Another process has taken the lease, or has it still.</summary>
    internal void Lose()
    {
        _alive?.Dispose();
        _alive = null;
    }

    internal static void Release(HubConnection connection, long token) =>
        Write(connection, token, string.Empty, DateTime.UnixEpoch);

    public void Dispose() => Lose();

    private void Write(HubConnection connection, long token, DateTime now) =>
        Write(connection, token, (_alive is null ? Unlocked : Locked) + _owner, now + duration);

    private static (long Token, string Owner, DateTime Expires) ReadHub(HubConnection connection)
    {
        var read = connection.Sql("SELECT token, owner, expires FROM hub");
        read.Read();
        var found = (read.Number(0), read.Text(1), read.Time(2));
        read.Reset();
        return found;
    }

    private static void Write(
        HubConnection connection,
        long token,
        string owner,
        DateTime expires
    ) =>
        connection
            .Sql("UPDATE hub SET token=?, owner=?, expires=?")
            .Bind(token)
            .Bind(owner)
            .Bind(expires)
            .Run();

    private FileStream? TryLockFile()
    {
        try
        {
            return new FileStream(
                hubPath + ".lock",
                FileMode.OpenOrCreate,
                FileAccess.ReadWrite,
                FileShare.None
            );
        }
        catch (IOException)
        {
            return null;
        }
    }
}
