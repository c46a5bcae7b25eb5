using NodaTime;

namespace KoSales.Domain.Storage;

/// <summary>The members that every stored document has. A layout, not behaviour.</summary>
public abstract record Document
{
    /// <summary>1 at insert, +1 per write; the store's optimistic concurrency goes by it.</summary>
    public int Version { get; init; } = 1;

    public Instant CreatedAt { get; init; }

    public Instant UpdatedAt { get; init; }

    /// <summary>An agent id, that of an API key, or <c>system</c>.</summary>
    public string CreatedBy { get; init; } = "system";

    public string UpdatedBy { get; init; } = "system";

    /// <summary>Set: hidden from lists, restorable, purged by policy. Null: alive.</summary>
    public Instant? DeletedAt { get; init; }

    /// <summary>The id as text; written as <c>id</c> by the record's own typed member.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public abstract string Key { get; }
}

/// <summary>A document as the store returns it.</summary>
/// <param name="Json">UTF-8, one object, members <c>id</c> and <c>version</c> included.</param>
public readonly record struct RawDocument(string Id, int Version, ReadOnlyMemory<byte> Json);
