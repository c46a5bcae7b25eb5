using System.Text.Json;
using System.Text.Json.Serialization;
using KoSales.Domain.Kernel.Amounts;
using KoSales.Domain.Pii;
using KoSales.Domain.Pii.Values;

namespace KoSales.Domain.Fields;

/// <summary>Checks what people gave for the fields of an entity, one by one, and collects what is wrong.
/// Blank text counts as not given.</summary>
public sealed class FieldChecks
{
    public delegate bool TryParse(string? text, out string value);

    public List<Fault> Faults { get; } = [];

    public List<FieldWarning> Warnings { get; } = [];

    public bool HasFaultAt(string pointer) => Faults.Exists(f => f.Pointer == pointer);

    /// <summary>Notes a fault.</summary>
    public void Refuse(string pointer, string code, string detail) =>
        Refused(Fault.Invalid(pointer, code, detail));

    public string? Text(string? text, string pointer, int longest)
    {
        var trimmed = text?.Trim();
        if (string.IsNullOrEmpty(trimmed))
            return null;
        if (trimmed.Length > longest)
            return Refused(pointer, "too_long", $"At most {longest} characters are expected.");
        return trimmed.AsSpan().ContainsAnyInRange('\0', '\u001f')
            ? Refused(pointer, "control_character", "Control characters are not taken.")
            : trimmed;
    }

    /// <summary>
    /// A text that is kept in the clear and by which records are told apart: one that holds a number or
    /// address of
    /// somebody is refused.
    /// </summary>
    public string? Clear(string? text, string pointer, int longest)
    {
        var read = Text(text, pointer, longest);
        return PersonalTraces.Holds(read) ? Refused(PersonalTraces.Fault(pointer)) : read;
    }

    /// <summary>
    /// A text for people that is kept in the clear: what it holds of somebody's numbers and addresses is
    /// masked, with a
    /// warning.
    /// </summary>
    public string? Shown(string? text, string pointer, int longest)
    {
        if (Text(text, pointer, longest) is not { } read)
            return null;
        var masked = PersonalTraces.Mask(read);
        if (!ReferenceEquals(masked, read))
            Warnings.Add(MaskedAt(pointer));
        return masked;
    }

    /// <summary>The values of custom fields, their texts as <see cref="Shown"/> has them.</summary>
    public IReadOnlyDictionary<string, JsonElement> ShownTexts(
        IReadOnlyDictionary<string, JsonElement> custom
    )
    {
        Dictionary<string, JsonElement>? shown = null;
        foreach (var (key, value) in custom)
        {
            if (value.ValueKind != JsonValueKind.String || !PersonalTraces.Holds(value.GetString()))
                continue;
            shown ??= new Dictionary<string, JsonElement>(custom);
            shown[key] = JsonSerializer.SerializeToElement(
                PersonalTraces.Mask(value.GetString()!),
                CheckedTextJson.Default.String
            );
            Warnings.Add(MaskedAt("/custom/" + key));
        }

        return shown ?? custom;
    }

    /// <summary>The warning that the text there was masked.</summary>
    public static FieldWarning MaskedAt(string pointer) =>
        new(
            pointer,
            PersonalTraces.Masked,
            "A phone number, e-mail address or tax number in this text was masked; put it into its own member."
        );

    public string? Parsed(string? text, string pointer, TryParse parse, string expected)
    {
        if (string.IsNullOrWhiteSpace(text))
            return null;
        return parse(text, out var value) ? value : Refused(pointer, "invalid", expected);
    }

    public TValue? Personal<TValue>(string? text, string pointer)
        where TValue : struct, IPersonalValue<TValue>
    {
        if (string.IsNullOrWhiteSpace(text))
            return null;
        var verdict = PersonalValues.Parse<TValue>(text, pointer);
        Faults.AddRange(verdict.Faults);
        return verdict.IsRefused ? null : verdict.Value;
    }

    /// <summary>The primary number, and a second one where two are given.</summary>
    public IReadOnlyList<PhoneNumber> Phones(string? text, string pointer)
    {
        if (string.IsNullOrWhiteSpace(text))
            return [];
        var verdict = PhoneCell.Parse(text, pointer);
        Faults.AddRange(verdict.Faults);
        return verdict.IsRefused ? [] : verdict.Value;
    }

    /// <summary>Distinct, in the order given.</summary>
    public IReadOnlyList<string> SlugList(IReadOnlyList<string> texts, string pointer)
    {
        if (texts.Count > FieldLimits.List)
        {
            Refuse(pointer, "too_many", $"At most {FieldLimits.List} are expected.");
            return [];
        }

        List<string> slugs = new(texts.Count);
        foreach (var (i, text) in texts.Index())
        {
            if (SlugOf(text, $"{pointer}/{i}") is { } slug && !slugs.Contains(slug))
                slugs.Add(slug);
        }

        return slugs;
    }

    private string? SlugOf(string text, string pointer)
    {
        if (PersonalTraces.Holds(text))
            return Refused(PersonalTraces.Fault(pointer));
        return Slugs.TryParse(text, out var slug)
            ? slug
            : Refused(
                pointer,
                "invalid",
                $"Letters, digits, - and . / + : & are expected, at most {Slugs.MaxLength} characters."
            );
    }

    public Money? Amount(IGivenAmount given, string pointer)
    {
        var amount = Money.Parse(given.Value, given.Currency, pointer);
        Faults.AddRange(amount.Faults);
        return amount.IsRefused ? null : amount.Value;
    }

    public decimal? Within(decimal? number, string pointer, NumberRange range)
    {
        if (number is null || (number >= range.Least && number <= range.Most))
            return number;
        Refuse(pointer, "out_of_range", $"{range} are expected.");
        return null;
    }

    private string? Refused(string pointer, string code, string detail) =>
        Refused(Fault.Invalid(pointer, code, detail));

    private string? Refused(Fault fault)
    {
        Faults.Add(fault);
        return null;
    }
}

/// <summary>Something odd that was accepted.</summary>
/// <param name="Pointer">JSON pointer to the member.</param>
/// <param name="Code">Stable, such as <c>pincode_outside_state</c>.</param>
public sealed record FieldWarning(string Pointer, string Code, string Detail);

/// <summary>How long texts and lists of entities may be, in characters and elements.</summary>
public static class FieldLimits
{
    public const int Id = 40;
    public const int Name = 200;
    public const int Short = 100;
    public const int Reference = 200;
    public const int Reason = 500;
    public const int List = 50;
}

[JsonSerializable(typeof(string))]
internal sealed partial class CheckedTextJson : JsonSerializerContext;
