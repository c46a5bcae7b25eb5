using KoSales.Domain.Pii;

namespace KoSales.Domain.Signals.Sources;

/// <summary>Whence a field of the lead or of the signal comes.</summary>
/// <param name="Field">A path of a lead as in imports (<c>phone</c>, <c>address.pincode</c>,
/// <c>custom.irrigation</c>), or one of <see cref="SignalFields"/>.</param>
/// <param name="From">Paths in the payload (see <see cref="PayloadPath"/>); the first that has a value
/// counts.</param>
/// <param name="Default">The value where the payload has none; null for nothing.</param>
public sealed record MappedField(string Field, IReadOnlyList<string> From, string? Default = null)
{
    public IReadOnlyList<string> From
    {
        get;
        init => field = value ?? [];
    } = From ?? [];
}

/// <summary>Fields of the signal itself.</summary>
public static class SignalFields
{
    public const string Kind = "signal.kind";

    public const string DedupeKey = "signal.dedupe_key";

    public const string OccurredAt = "signal.occurred_at";

    public const string Message = "signal.message";

    /// <summary>Whether the person agreed to be answered; never lifts an opt-out.</summary>
    public const string Consent = "signal.consent";

    public static readonly IReadOnlySet<string> All = new HashSet<string>
    {
        Kind,
        DedupeKey,
        OccurredAt,
        Message,
        Consent,
    };
}

/// <summary>How the payloads of a source are read.</summary>
public sealed record SignalMapping
{
    public const int MostFields = 100;

    public const int MostPaths = 10;

    /// <summary>Where signals stand in a delivery, such as <c>/entry/*/changes/*/value</c>; the first path
    /// that finds some counts. Empty: the payload is the signal.</summary>
    public IReadOnlyList<string> Each
    {
        get;
        init => field = value ?? [];
    } = [];

    public IReadOnlyList<MappedField> Fields
    {
        get;
        init => field = value ?? [];
    } = [];

    /// <summary>Every fault, each at its place in a body.</summary>
    /// <param name="isPath">Whether a lead has a field of this path.</param>
    public IReadOnlyList<Fault> Faults(Func<string, bool> isPath)
    {
        List<Fault> faults = [];
        if (Each.Count > MostPaths)
            faults.Add(TooMany("/mapping/each", MostPaths));
        if (Fields.Count > MostFields)
            faults.Add(TooMany("/mapping/fields", MostFields));
        foreach (var (i, path) in Each.Index())
            faults.AddRange(PathFaults(path, $"/mapping/each/{i}"));
        foreach (var (i, field) in Fields.Index())
            faults.AddRange(FieldFaults(field, $"/mapping/fields/{i}", isPath));
        return faults;
    }

    private IEnumerable<Fault> FieldFaults(
        MappedField field,
        string pointer,
        Func<string, bool> isPath
    )
    {
        if (!SignalFields.All.Contains(field.Field) && !isPath(field.Field))
            yield return Fault.Invalid(
                $"{pointer}/field",
                "signal_source.unknown_field",
                "Neither leads nor signals have a field of this path."
            );
        if (Fields.Count(f => f.Field == field.Field) > 1)
            yield return Fault.Invalid(
                $"{pointer}/field",
                "signal_source.field_twice",
                "This field is mapped twice; give it several paths instead."
            );
        if (field.From.Count == 0 && field.Default is null)
            yield return Fault.Invalid(
                pointer,
                "signal_source.field_without_value",
                "Say from where the field comes, or its default."
            );
        if (field.From.Count > MostPaths)
            yield return TooMany($"{pointer}/from", MostPaths);
        if (PersonalTraces.Holds(field.Default))
            yield return PersonalTraces.Fault($"{pointer}/default");
        foreach (var (i, path) in field.From.Index())
        {
            foreach (var fault in PathFaults(path, $"{pointer}/from/{i}"))
                yield return fault;
        }
    }

    private static IEnumerable<Fault> PathFaults(string path, string pointer)
    {
        if (PayloadPath.TryParse(path) is null)
            yield return Fault.Invalid(
                pointer,
                "signal_source.bad_path",
                "A JSON pointer is expected, such as /data/phone or /field_data/name=email/values/0."
            );
    }

    private static Fault TooMany(string pointer, int most) =>
        Fault.Invalid(pointer, "too_many", $"At most {most} are expected.");
}
