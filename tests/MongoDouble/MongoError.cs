using MongoDB.Bson;

namespace KoSales.MongoDouble;

/// <summary>A command or one of its statements fails as a real server would fail it.</summary>
internal sealed class MongoError(int code, string codeName, string message) : Exception(message)
{
    public const int WriteConflictCode = 112;
    public const int DuplicateKeyCode = 11000;

    public int Code { get; } = code;

    public string CodeName { get; } = codeName;

    /// <summary>Members beside code and message, such as <c>keyPattern</c>.</summary>
    public BsonDocument Details { get; init; } = [];

    public static MongoError BadValue(string message) => new(2, "BadValue", message);

    public static MongoError FailedToParse(string message) => new(9, "FailedToParse", message);

    public static MongoError TypeMismatch(string message) => new(14, "TypeMismatch", message);

    public static MongoError NotViable(string message) => new(28, "PathNotViable", message);

    public static MongoError CommandNotFound(string name) =>
        new(59, "CommandNotFound", $"no such command: '{name}'");

    public static MongoError WriteConflict() =>
        new(
            WriteConflictCode,
            "WriteConflict",
            "Caused by :: Write conflict during plan execution and yielding is disabled."
        );

    public static MongoError NotSupported(string what) =>
        new(238, "NotImplemented", $"MongoDouble does not know {what}");

    /// <summary>As a failed command's answer.</summary>
    public BsonDocument ToAnswer() =>
        new BsonDocument
        {
            { "ok", 0.0 },
            { "errmsg", Message },
            { "code", Code },
            { "codeName", CodeName },
        }.AddRange(Details);

    /// <summary>As a member of <c>writeErrors</c>.</summary>
    public BsonDocument ToWriteError(int index) =>
        new BsonDocument
        {
            { "index", index },
            { "code", Code },
            { "errmsg", Message },
        }.AddRange(Details);
}
