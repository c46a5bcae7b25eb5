using System.Text.Json.Serialization;

namespace KoSales.Domain.Feed;

/// <summary>Entries with consecutive numbers that were appended together. Never changed.</summary>
public sealed record FeedSegment : Document
{
    /// <summary>Entries in one segment.</summary>
    public const int Most = 500;

    /// <summary>Roughly, of all its entries; far below what the store takes as one document.</summary>
    public const int MostBytes = 1 << 20;

    public required string Id { get; init; }

    /// <summary>Of the first entry; 0 in what an earlier release stored, which is one entry.</summary>
    public long First { get; init; }

    /// <summary>Of the last entry.</summary>
    public required long Number { get; init; }

    /// <summary>In the order of their numbers.</summary>
    public IReadOnlyList<FeedEntry> Entries
    {
        get;
        init => field = value ?? [];
    } = [];

    [JsonIgnore]
    public override string Key => Id;

    /// <summary>In the order in which segments are appended.</summary>
    public static string IdOf(long first) =>
        string.Create(System.Globalization.CultureInfo.InvariantCulture, $"N{first:D15}");
}

/// <summary>The number of the last entry. Every append replaces it, so that of two at once one is refused
/// and numbers become visible in their order.</summary>
public sealed record FeedHead : Document
{
    /// <summary>There is one.</summary>
    public const string Only = "feed";

    public string Id { get; init; } = Only;

    /// <summary>0 before the first.</summary>
    public long Last { get; init; }

    [JsonIgnore]
    public override string Key => Id;
}
