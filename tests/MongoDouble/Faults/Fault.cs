using MongoDB.Bson;

namespace KoSales.MongoDouble.Faults;

/// <summary>Something that goes wrong with the commands it names, so many times. Make one with the methods
/// below and
/// add it to <see cref="MongoDoubleServer.Faults"/>.</summary>
public sealed record Fault
{
    private Fault() { }

    /// <summary>Names such as <c>insert</c>; empty for every command but those of the handshake and the
    /// monitor.</summary>
    public IReadOnlyCollection<string> Commands { get; init; } = [];

    /// <summary>How often it happens; by default once.</summary>
    public int Times { get; init; } = 1;

    /// <summary>How many commands pass before it begins.</summary>
    public int Skip { get; init; }

    /// <summary>Waits first.</summary>
    public TimeSpan Delay { get; private init; }

    /// <summary>The connection is closed and nothing is done.</summary>
    public bool ClosesConnection { get; private init; }

    /// <summary>The command is done; then the connection is closed instead of answering.</summary>
    public bool LosesReply { get; private init; }

    /// <summary>Answered instead of doing anything; null for none.</summary>
    public int? ErrorCode { get; private init; }

    /// <summary>Labels of the error instead of those that the server would give; null for the server's
    /// own.</summary>
    public IReadOnlyList<string>? Labels { get; private init; }

    /// <summary>The command is done, and its answer says that its write concern was not met; null for
    /// none.</summary>
    public BsonDocument? WriteConcernError { get; private init; }

    /// <summary>The command is done, and nobody learns of it.</summary>
    public static Fault LostReply(params string[] commands) =>
        new() { Commands = commands, LosesReply = true };

    /// <summary>The connection breaks before anything is done.</summary>
    public static Fault BrokenConnection(params string[] commands) =>
        new() { Commands = commands, ClosesConnection = true };

    /// <summary>Another transaction was faster.</summary>
    public static Fault WriteConflict(params string[] commands) =>
        Error(MongoError.WriteConflictCode, commands);

    /// <summary>The command is answered after so long, or never by anybody's patience.</summary>
    public static Fault Hang(TimeSpan duration, params string[] commands) =>
        new() { Commands = commands, Delay = duration };

    /// <summary>The server is not the primary any more.</summary>
    public static Fault NotPrimary(params string[] commands) => Error(10107, commands);

    public static Fault WriteConcern(int code, params string[] commands) =>
        new()
        {
            Commands = commands,
            WriteConcernError = new BsonDocument
            {
                { "code", code },
                { "errmsg", $"the write concern was not met ({code})" },
            },
        };

    public static Fault Error(int code, params string[] commands) =>
        new() { Commands = commands, ErrorCode = code };

    internal static Fault Of(BsonDocument data) =>
        new()
        {
            Commands = [.. data["failCommands"].AsBsonArray.Select(c => c.AsString)],
            ClosesConnection = data.GetValue("closeConnection", false).ToBoolean(),
            ErrorCode = data.TryGetValue("errorCode", out var code) ? code.ToInt32() : null,
            Labels = data.TryGetValue("errorLabels", out var labels)
                ? [.. labels.AsBsonArray.Select(l => l.AsString)]
                : null,
            WriteConcernError = data.TryGetValue("writeConcernError", out var concern)
                ? concern.AsBsonDocument
                : null,
            Delay = data.GetValue("blockConnection", false).ToBoolean()
                ? TimeSpan.FromMilliseconds(data["blockTimeMS"].ToInt64())
                : TimeSpan.Zero,
        };
}
