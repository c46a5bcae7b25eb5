using System.Text.RegularExpressions;
using MongoDB.Driver;

namespace KoSales.Functions.Storage.Mongo;

/// <summary>What the driver's exceptions mean to the port.</summary>
internal static partial class MongoFaults
{
    private const int DiskFull = 14031;
    private const int TimeLimit = 50;
    private const string IdIndex = "_id_";
    private const string Transient = "TransientTransactionError";

    public static bool IsUnavailability(Exception exception) => exception switch
    {
        TimeoutException or MongoConnectionException or MongoConnectionPoolPausedException or MongoWaitQueueFullException => true,
        MongoNotPrimaryException or MongoNodeIsRecoveringException or MongoExecutionTimeoutException or MongoWriteConcernException => true,
        MongoCommandException command => command.Code is DiskFull or TimeLimit || command.HasErrorLabel(Transient),
        MongoException other => other.HasErrorLabel(Transient) || other.HasErrorLabel("UnknownTransactionCommitResult"),
        _ => false,
    };

    /// <summary>Another transaction got in between, or the connection broke: the whole transaction may be run again.</summary>
    public static bool MayRunAgain(MongoException exception) => exception.HasErrorLabel(Transient);

    /// <summary>The commit was sent and its outcome is not known: only the commit may be sent again.</summary>
    public static bool MayCommitAgain(MongoException exception) => exception.HasErrorLabel("UnknownTransactionCommitResult");

    /// <summary>The index named in "E11000 duplicate key error collection: db.leads index: leads_phone dup key: …"; <c>_id</c> for the id.</summary>
    public static string DuplicateIndex(string message)
    {
        var name = IndexName().Match(message) is { Success: true } match ? match.Groups[1].Value : IdIndex;
        return name == IdIndex ? "_id" : name;
    }

    [GeneratedRegex(@" index: (\S+) dup key", RegexOptions.CultureInvariant)]
    private static partial Regex IndexName();
}
