using System.Globalization;
using KoSales.Domain.CustomFields;

namespace KoSales.Domain.Fields;

/// <summary>
/// A field of an entity, said once: lists, filters and rules read it, bodies, patches and files write it, the
/// timeline shows how it changed, and exports have a column of it.
/// </summary>
/// <param name="Path">Dotted, by wire names, such as <c>address.pincode</c>.</param>
/// <param name="Read">What filters and rules see of it.</param>
public sealed record Field<T>(string Path, FieldType Type, Func<T, FieldValue> Read)
{
    /// <summary>How people write it; null for what only the application sets.</summary>
    public FieldWriter<T>? Writer { get; init; }

    /// <summary>Whether filters and rules may name it.</summary>
    public bool IsAsked { get; init; } = true;

    /// <summary>Whether a change of it stands in the timeline.</summary>
    public bool IsTracked { get; init; }

    /// <summary>Whether an export without a choice of columns has it.</summary>
    public bool IsExported { get; init; } = true;

    /// <summary>Whether a repeated enquiry fills it in where it was empty.</summary>
    public bool IsFilledIn { get; init; } = true;

    /// <summary>What columns of files call it, in any language.</summary>
    public IReadOnlyList<string> Headings { get; init; } = [];

    /// <summary>Whether a wrong column in it does harm, so that only a known heading leads to it.</summary>
    public bool NeedsKnownHeading { get; init; }

    /// <summary>What the timeline shows of it, where that is not its value.</summary>
    public Func<T, string?>? ShownBy { get; init; }

    /// <summary>What tells whether it changed, where the shown value is masked and may stay the
    /// same.</summary>
    public Func<T, string?>? ComparedBy { get; init; }

    /// <summary>JSON pointer to it in a body.</summary>
    public string Pointer => "/" + Path.Replace('.', '/');

    public string? Shown(T entity) => ShownBy is null ? TextOf(Read(entity)) : ShownBy(entity);

    public string? Compared(T entity) => ComparedBy is null ? Shown(entity) : ComparedBy(entity);

    /// <summary>The headings of columns that surely hold it.</summary>
    public Field<T> Headed(params IReadOnlyList<string> headings) =>
        this with
        {
            Headings = headings,
        };

    public Field<T> OnlyByKnownHeading() => this with { NeedsKnownHeading = true };

    public Field<T> Tracked() => this with { IsTracked = true };

    public Field<T> NotAsked() => this with { IsAsked = false };

    public Field<T> NotExported() => this with { IsExported = false };

    public Field<T> NotFilledIn() => this with { IsFilledIn = false };

    /// <summary>New entities must have it.</summary>
    /// <param name="needed">The sentence of the fault where it is missing.</param>
    public Field<T> Needed(string needed) =>
        this with
        {
            Writer = Writer! with { Needed = needed },
        };

    private static string? TextOf(FieldValue value) =>
        value.Kind switch
        {
            FieldValueKind.Missing => null,
            FieldValueKind.Number => value.Number.ToString(CultureInfo.InvariantCulture),
            FieldValueKind.List => value.IsFilled ? value.ToString() : null,
            FieldValueKind.Text or FieldValueKind.Flag or FieldValueKind.Other => value.ToString(),
        };
}

/// <summary>How a field is written from a body or from a cell of a file.</summary>
public abstract record FieldWriter<T>
{
    /// <summary>The sentence of the fault where a cell cannot be read.</summary>
    public required string Expected { get; init; }

    /// <summary>The sentence of the fault where a new entity lacks it; null for what may be
    /// missing.</summary>
    public string? Needed { get; init; }

    /// <summary>The value of a cell that is not blank; null when it cannot be read.</summary>
    public abstract object? OfCell(string cell, CellStyle style);

    /// <summary>The entity with the value, checked; with what is wrong of it noted and left out.</summary>
    /// <param name="given">As a body or <see cref="OfCell"/> has it; null clears.</param>
    internal abstract T Write(T entity, object? given, string pointer, FieldChecks checks);

    /// <summary>The entity with the value of another where its own is empty; lists are united.</summary>
    internal abstract T Fill(T entity, T from);

    /// <summary>The entity with the value of another.</summary>
    internal abstract T Take(T entity, T from);
}

/// <summary>Writes values of one type, which is nullable or a list.</summary>
internal sealed record FieldWriter<T, TValue> : FieldWriter<T>
{
    public required Func<T, TValue> Read { get; init; }

    public required Func<T, TValue, T> Set { get; init; }

    /// <summary>Of a body's form of the value; the value itself where a body has it so.</summary>
    public Func<object, string, FieldChecks, TValue> Parse { get; init; } =
        (given, _, _) => (TValue)given;

    public required Func<TValue, string, FieldChecks, TValue> Check { get; init; }

    public required Func<string, CellStyle, object?> Cell { get; init; }

    public required Func<TValue, TValue, TValue> Union { get; init; }

    public required TValue Empty { get; init; }

    public override object? OfCell(string cell, CellStyle style) => Cell(cell, style);

    internal override T Write(T entity, object? given, string pointer, FieldChecks checks) =>
        Set(entity, given is null ? Empty : Check(Parse(given, pointer, checks), pointer, checks));

    internal override T Fill(T entity, T from) => Set(entity, Union(Read(entity), Read(from)));

    internal override T Take(T entity, T from) => Set(entity, Read(from));
}
