using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using NodaTime;

namespace KoSales.Tests.Storage;

/// <summary>A document with every type of field.</summary>
internal sealed record Sample(string Id) : Document
{
    public string? Name { get; init; }

    public string? Status { get; init; }

    public string? Phone { get; init; }

    public decimal? Score { get; init; }

    public bool? Hot { get; init; }

    public Instant? DueAt { get; init; }

    public LocalDate? Day { get; init; }

    public IReadOnlyList<string>? Tags { get; init; }

    public Place? Address { get; init; }

    /// <summary>Whatever somebody wants to keep, under names of their own.</summary>
    public IReadOnlyDictionary<string, JsonElement>? Extra { get; init; }

    public IReadOnlyDictionary<string, int>? Counts { get; init; }

    public override string Key => Id;
}

internal sealed record Place(string? State, string? Village);

internal static class Samples
{
    public static readonly Instant Now = Instant.FromUtc(2026, 11, 22, 7, 30);

    /// <summary>Always shows <see cref="Now"/>; its timestamps run.</summary>
    public static readonly TimeProvider Clock = new StoppedClock();

    private static readonly JsonSerializerOptions Options = new(DocumentJson.NewOptions())
    {
        TypeInfoResolver = new DefaultJsonTypeInfoResolver(),
    };

    public static readonly Collection<Sample> Collection = new(
        "samples",
        () => (JsonTypeInfo<Sample>)Options.GetTypeInfo(typeof(Sample)),
        new IndexSpec("samples_status_score", "status", "score"),
        new IndexSpec("samples_status_due", "status", "-due_at"),
        new IndexSpec("samples_name", "name"),
        new IndexSpec("samples_open_state", "address.state")
        {
            Where = Filter.Eq("status", "open"),
        },
        new IndexSpec("samples_phone_open", "phone")
        {
            Unique = true,
            Where = Filter.In("status", ["open", "new"]),
        },
        new IndexSpec("samples_tags", "tags") { Multikey = true },
        new IndexSpec("samples_day_hot", "day", "hot") { Unique = true }
    );

    /// <summary>Documents that expire a minute after <c>due_at</c>.</summary>
    public static readonly Collection<Sample> Expiring = new(
        "expiring",
        () => (JsonTypeInfo<Sample>)Options.GetTypeInfo(typeof(Sample)),
        new IndexSpec("expiring_due", "due_at") { ExpireAfterSeconds = 60 }
    );

    public static readonly IReadOnlyCollection<Collection> All = [Collection, Expiring];

    public static Filter Where(string field, FilterOperator @operator, FilterValue value) =>
        new Filter.Condition(field, @operator, value);

    public static FilterValue.Many Texts(params string[] values) =>
        new([.. values.Select(v => new FilterValue.Text(v))]);

    private sealed class StoppedClock : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => Now.ToDateTimeOffset();
    }
}
