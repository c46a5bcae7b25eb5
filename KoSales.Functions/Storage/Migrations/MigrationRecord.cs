using System.Text.Json.Serialization;
using NodaTime;

namespace KoSales.Functions.Storage.Migrations;

/// <summary>How far the data migrations have come, and who is at it. Written in the transaction of each page:
/// whoever was overtaken is refused by its version.</summary>
public sealed record MigrationRecord : Document
{
    public const string TheId = "data";

    /// <summary>More are counted, not named.</summary>
    private const int MostNamed = 100;

    public static readonly Collection<MigrationRecord> Collection = new(
        "data_migrations",
        () => new MigrationRecordJson(DocumentJson.NewOptions()).MigrationRecord
    );

    public required string Id { get; init; }

    /// <summary>The last step that is done; 0 for none.</summary>
    public int Step { get; init; }

    /// <summary>Of the step under way: which of its collections.</summary>
    public int Part { get; init; }

    /// <summary>The last document of that collection that was looked at; null before the first.</summary>
    public string? After { get; init; }

    /// <summary>Documents changed by the step under way.</summary>
    public long Changed { get; init; }

    /// <summary><c>{collection}/{id}</c> of documents that keep a unique key of an earlier form.</summary>
    public IReadOnlyList<string> Left
    {
        get;
        init => field = value ?? [];
    } = [];

    public long LeftCount { get; init; }

    /// <summary>Who is at it until <see cref="Until"/>; null for nobody.</summary>
    public string? Holder { get; init; }

    public Instant? Until { get; init; }

    [JsonIgnore]
    public override string Key => Id;

    public static MigrationRecord New(Instant now) =>
        new()
        {
            Id = TheId,
            CreatedAt = now,
            UpdatedAt = now,
        };

    public bool IsFree(string holder, Instant now) =>
        Holder is null || Holder == holder || Until is null || Until <= now;

    /// <param name="holder">Null to give it back.</param>
    public MigrationRecord HeldBy(string? holder, Instant? until, Instant now) =>
        this with
        {
            Holder = holder,
            Until = until,
            Version = Version + 1,
            UpdatedAt = now,
        };

    /// <param name="last">Whether the page was the last one of its collection.</param>
    /// <param name="parts">How many collections the step has.</param>
    public MigrationRecord Past(MigrationPage page, int changed, bool last, int parts)
    {
        string[] left = [.. page.Collided.Select(id => $"{page.Collection.Name}/{id}")];
        var past = this with
        {
            After = last ? null : page.Documents[^1].Id,
            Part = last ? Part + 1 : Part,
            Changed = Changed + changed,
            Left = [.. Left, .. left.Take(MostNamed - Left.Count)],
            LeftCount = LeftCount + left.Length,
        };
        return past.Part < parts ? past : past with { Step = Step + 1, Part = 0, Changed = 0 };
    }
}

[JsonSerializable(typeof(MigrationRecord))]
internal sealed partial class MigrationRecordJson : JsonSerializerContext;
