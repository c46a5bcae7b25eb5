using System.Collections.Frozen;
using System.Text.RegularExpressions;
using KoSales.Functions.Storage.MongoQuery;
using MongoDB.Bson;
using MongoDB.Driver;

namespace KoSales.Functions.Storage.Mongo.Connecting;

/// <summary>What the driver's exceptions mean to the port.</summary>
internal static partial class MongoFaults
{
    public const int DuplicateKey = 11000;

    private const string IdIndex = "_id_";
    private const string Transient = "TransientTransactionError";
    private const string UnknownOutcome = "UnknownTransactionCommitResult";

    /// <summary>Codes of a deployment that does not serve for the moment: unreachable members, elections,
    /// shutdowns,
    /// locks and time limits, interruptions, too many sessions, too many requests, a full disk.</summary>
    private static readonly FrozenSet<int> Unavailable =
    [
        6,
        7,
        24,
        46,
        50,
        64,
        79,
        89,
        91,
        100,
        112,
        133,
        134,
        189,
        202,
        216,
        251,
        261,
        262,
        290,
        317,
        384,
        9001,
        10107,
        11600,
        11601,
        11602,
        13435,
        13436,
        14031,
        16500,
    ];

    /// <summary>Codes of a document that would be larger than 16 MB, before or after an update.</summary>
    private static readonly FrozenSet<int> TooLarge = [10334, 17419, 17420];

    public static bool IsUnavailability(Exception exception) =>
        exception switch
        {
            TimeoutException or MongoConnectionException => true,
            MongoConnectionPoolPausedException or MongoWaitQueueFullException => true,
            MongoNotPrimaryException or MongoNodeIsRecoveringException => true,
            MongoExecutionTimeoutException or MongoWriteConcernException => true,
            MongoWriteException { WriteConcernError: not null } => true,
            MongoBulkWriteException { WriteConcernError: not null } => true,
            ClientBulkWriteException { WriteConcernErrors.Count: > 0 } => true,
            MongoException other => MayRunAgain(other)
                || MayCommitAgain(other)
                || Codes(other).Any(Unavailable.Contains),
            _ => false,
        };

    /// <summary>A document is larger than the server takes; the driver looks before it sends.</summary>
    public static bool IsTooLarge(Exception exception) =>
        exception switch
        {
            MongoException server => Codes(server).Any(TooLarge.Contains),
            FormatException or BsonSerializationException => exception.Message.Contains(
                "MaxDocumentSize",
                StringComparison.Ordinal
            ),
            _ => false,
        };

    /// <summary>Another transaction got in between, or the connection broke: the whole transaction may be run
    /// again.</summary>
    public static bool MayRunAgain(MongoException exception) => HasLabel(exception, Transient);

    /// <summary>The commit was sent and its outcome is not known: only the commit may be sent again.</summary>
    public static bool MayCommitAgain(MongoException exception) =>
        HasLabel(exception, UnknownOutcome);

    /// <summary>The index named in "E11000 duplicate key error collection: db.leads index: leads_phone dup
    /// key: …";
    /// <c>_id</c> for the id.</summary>
    public static string DuplicateIndex(string message)
    {
        var name = IndexName().Match(message) is { Success: true } match
            ? match.Groups[1].Value
            : IdIndex;
        return name == IdIndex ? "_id" : IndexMongo.DeclaredName(name);
    }

    private static bool HasLabel(MongoException exception, string label) =>
        exception.HasErrorLabel(label)
        || (exception.InnerException is MongoException inner && HasLabel(inner, label));

    private static IEnumerable<int> Codes(MongoException exception)
    {
        var own = exception switch
        {
            MongoCommandException command => [command.Code],
            MongoWriteException { WriteError: { } error } => [error.Code],
            MongoBulkWriteException bulk => bulk.WriteErrors.Select(e => e.Code),
            ClientBulkWriteException bulk => bulk.WriteErrors.Values.Select(e => e.Code),
            _ => Enumerable.Empty<int>(),
        };
        return exception.InnerException is MongoException inner ? own.Concat(Codes(inner)) : own;
    }

    [GeneratedRegex(@" index: (\S+) dup key", RegexOptions.CultureInvariant)]
    private static partial Regex IndexName();
}
