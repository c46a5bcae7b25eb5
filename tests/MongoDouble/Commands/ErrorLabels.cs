using MongoDB.Bson;

namespace KoSales.MongoDouble.Commands;

/// <summary>The labels by which a driver knows what may be tried again.</summary>
internal static class ErrorLabels
{
    public const string Transient = "TransientTransactionError";
    public const string Retryable = "RetryableWriteError";

    /// <summary>Not primary, shutting down, host unreachable and their like.</summary>
    private static readonly HashSet<int> Unreachable =
    [
        6,
        7,
        89,
        91,
        189,
        262,
        9001,
        10107,
        11600,
        11602,
        13435,
        13436,
    ];

    /// <summary>None for errors that trying again does not cure.</summary>
    public static BsonArray For(CommandCall call, int code)
    {
        var labels = new BsonArray();
        var inTransaction = call.Body.Contains("autocommit");
        if (inTransaction && call.Name != "commitTransaction" && IsTransient(code))
            labels.Add(Transient);
        if (call.Name == "commitTransaction" && code == 251)
            labels.Add(Transient);
        if ((call.IsRetryable || call.EndsTransaction) && Unreachable.Contains(code))
            labels.Add(Retryable);
        return labels;
    }

    private static bool IsTransient(int code) =>
        code is MongoError.WriteConflictCode or 251 or 24 or 50 or 246
        || Unreachable.Contains(code);
}
