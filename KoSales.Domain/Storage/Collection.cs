using System.Text.Json.Serialization.Metadata;

namespace KoSales.Domain.Storage;

/// <summary>A collection of documents as the store knows it: a name and its indexes, declared beside the
/// entity it
/// holds.</summary>
public abstract class Collection(string name, IReadOnlyList<IndexSpec> indexes)
{
    public string Name { get; } = name;

    public IReadOnlyList<IndexSpec> Indexes { get; } = indexes;

    /// <summary>The members that documents have and their types, as they are written as JSON.</summary>
    public abstract JsonTypeInfo Shape { get; }

    /// <summary>Adds the replacement of a stored document by its next version with the same content, as this
    /// release writes it.</summary>
    public abstract void Rewrite(WriteBatch batch, RawDocument stored);

    /// <summary>The document as JSON.</summary>
    /// <param name="document">Of this collection's type.</param>
    internal abstract byte[] WriteAny(Document document);

    public override string ToString() => Name;
}

/// <summary>A collection with the type of its documents and how they are written as JSON.</summary>
/// <param name="json">Asked for once, with the first document: what the type and all within it look like takes
/// milliseconds to find out, and there are many collections.</param>
public sealed class Collection<T>(
    string name,
    Func<JsonTypeInfo<T>> json,
    params IReadOnlyList<IndexSpec> indexes
) : Collection(name, indexes)
    where T : Document
{
    private readonly Lazy<JsonTypeInfo<T>> _json = new(json);

    public JsonTypeInfo<T> Json => _json.Value;

    public override JsonTypeInfo Shape => Json;

    public override void Rewrite(WriteBatch batch, RawDocument stored) =>
        batch.Replace(this, this.Read(stored) with { Version = stored.Version + 1 });

    internal override byte[] WriteAny(Document document) => this.Write((T)document);
}

/// <summary>An index, named explicitly.</summary>
/// <param name="Name">Unique over the whole store, such as <c>leads_owner_status_next</c>.</param>
/// <param name="Keys">Dotted field paths in order; a leading <c>-</c> means descending. The id is always
/// the tie-break,
/// in the direction of the last key, and need not be named.</param>
public sealed record IndexSpec(string Name, params IReadOnlyList<string> Keys)
{
    /// <summary>At most one document per key; documents in which any key is missing are exempt.</summary>
    public bool Unique { get; init; }

    /// <summary>Only documents that match are indexed: conditions <c>eq</c>, <c>in</c> and <c>exists</c>
    /// joined by all.
    /// Null for every document.</summary>
    public Filter? Where { get; init; }

    /// <summary>The single key is an instant after which, plus these seconds, the store removes the
    /// document. Null for
    /// never.</summary>
    public int? ExpireAfterSeconds { get; init; }

    /// <summary>The single key is an array; each element is indexed (for contains_any, contains_all).</summary>
    public bool Multikey { get; init; }
}
