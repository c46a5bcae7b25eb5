using System.Buffers;
using System.Collections.Frozen;
using System.Text.Json;
using KoSales.Domain.Pii;
using KoSales.Domain.Pii.Names;
using KoSales.Domain.Pii.Values;

namespace KoSales.Domain.Signals.Sources;

/// <summary>
/// A payload as it is kept: numbers, addresses and tax numbers masked wherever they stand, and the whole
/// value where the member's name says that it is a person's. Names of members hold no dots.
/// </summary>
public static class PayloadMask
{
    /// <summary>A larger one is not kept.</summary>
    public const int MostBytes = 32 * 1024;

    private const int LongestText = 2_000;
    private const string Hidden = "****";

    private static readonly string[] OfPersons =
    [
        "phone",
        "mobile",
        "mail",
        "whatsapp",
        "aadhaar",
        "aadhar",
        "birth",
        "father",
        "husband",
        "address",
        "street",
        "gstin",
        "caller",
    ];

    private static readonly FrozenSet<string> OfPersonsAlone = FrozenSet.Create(
        "pan",
        "panno",
        "pannumber",
        "gst",
        "gstno",
        "gstnumber",
        "sendergst",
        "dob",
        "waid",
        "from",
        "callfrom"
    );

    /// <summary>Names of other things than people.</summary>
    private static readonly string[] OtherNames =
    [
        "product",
        "campaign",
        "form",
        "adset",
        "company",
        "business",
        "firm",
        "organization",
        "organisation",
        "shop",
        "mcat",
        "page",
        "state",
        "district",
        "village",
        "city",
        "country",
        "event",
        "file",
    ];

    public static JsonElement Of(JsonElement payload)
    {
        ArrayBufferWriter<byte> masked = new();
        using (Utf8JsonWriter writer = new(masked))
        {
            if (payload.ValueKind == JsonValueKind.Object)
                Write(writer, payload, "");
            else
                WriteAlone(writer, payload);
        }

        return masked.WrittenCount <= MostBytes
            ? JsonElement.Parse(masked.WrittenSpan)
            : JsonElement.Parse("""{"left_out":"too long to be kept"}""");
    }

    private static void WriteAlone(Utf8JsonWriter writer, JsonElement payload)
    {
        writer.WriteStartObject();
        writer.WritePropertyName("value");
        Write(writer, payload, "");
        writer.WriteEndObject();
    }

    /// <param name="name">Of the member that holds the value.</param>
    private static void Write(Utf8JsonWriter writer, JsonElement value, string name)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                WriteMembers(writer, value);
                break;
            case JsonValueKind.Array:
                writer.WriteStartArray();
                foreach (var element in value.EnumerateArray())
                    Write(writer, element, name);
                writer.WriteEndArray();
                break;
            case JsonValueKind.String:
                writer.WriteStringValue(MaskedText(value.GetString()!, name));
                break;
            case JsonValueKind.Number:
                WriteNumber(writer, value, name);
                break;
            default:
                value.WriteTo(writer);
                break;
        }
    }

    private static void WriteMembers(Utf8JsonWriter writer, JsonElement value)
    {
        HashSet<string> written = new(StringComparer.Ordinal);
        var field = FieldNamed(value);
        writer.WriteStartObject();
        foreach (var member in value.EnumerateObject())
        {
            var name = NameOf(member.Name);
            if (!written.Add(name))
                continue;
            writer.WritePropertyName(name);
            if (field is not null && member.NameEquals("name"))
                writer.WriteStringValue(PersonalTraces.Mask(field));
            else
                Write(writer, member.Value, field ?? member.Name);
        }

        writer.WriteEndObject();
    }

    /// <summary>Of <c>{"name": "full_name", "values": […]}</c>, as forms of advertisements have it.</summary>
    private static string? FieldNamed(JsonElement value) =>
        value.TryGetProperty("name", out var name)
        && name.ValueKind == JsonValueKind.String
        && (value.TryGetProperty("values", out _) || value.TryGetProperty("value", out _))
            ? name.GetString()
            : null;

    private static void WriteNumber(Utf8JsonWriter writer, JsonElement value, string name)
    {
        var text = value.GetRawText();
        if (IsPersons(name) || PersonalTraces.Holds(text))
            writer.WriteStringValue(MaskedText(text, name));
        else
            value.WriteTo(writer);
    }

    private static string MaskedText(string text, string name)
    {
        var shown = text.Length > LongestText ? text[..LongestText] : text;
        if (string.IsNullOrWhiteSpace(shown))
            return shown;
        if (IsPersonsName(name))
            return DisplayNames.OfPerson(shown);
        return IsPersons(name) ? MaskedWhole(shown) : PersonalTraces.Mask(shown);
    }

    /// <summary>What is no number or address that can be told apart is hidden as a whole.</summary>
    private static string MaskedWhole(string text)
    {
        if (PhoneNumber.TryParse(text, out var phone))
            return phone.Mask();
        if (EmailAddress.TryParse(text, out var email))
            return email.Mask();
        if (Gstin.TryParse(text, out var gstin))
            return gstin.Mask();
        return Hidden;
    }

    private static bool IsPersons(string name)
    {
        var plain = Plain(name);
        return OfPersonsAlone.Contains(plain)
            || OfPersons.Any(p => plain.Contains(p, StringComparison.Ordinal));
    }

    private static bool IsPersonsName(string name)
    {
        const string ending = "name";
        var plain = Plain(name);
        if (!plain.EndsWith(ending, StringComparison.Ordinal))
            return plain.Contains(ending, StringComparison.Ordinal);
        var of = plain[..^ending.Length];
        return of != "ad" && !OtherNames.Any(o => of.EndsWith(o, StringComparison.Ordinal));
    }

    private static string Plain(string name) =>
        string.Concat(name.Where(char.IsLetter)).ToLowerInvariant();

    private static string NameOf(string name)
    {
        var masked = PersonalTraces.Mask(name).Replace('.', '_').Replace('$', '_').Trim('\0');
        return masked.Length == 0 ? "_" : masked;
    }
}
