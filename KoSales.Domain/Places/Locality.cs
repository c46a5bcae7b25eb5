using System.Text.Json.Serialization;
using KoSales.Domain.Fields;

namespace KoSales.Domain.Places;

/// <param name="StateCode">A GST state code of <see cref="StateCodes"/>.</param>
/// <param name="Pincode">Six digits, the first of them not 0.</param>
public sealed record Locality(string? Village, string? District, string? StateCode, string? Pincode)
{
    public static readonly Locality Empty = new(null, null, null, null);

    [JsonIgnore]
    public bool IsEmpty => this == Empty;

    /// <summary>A pincode of another state is odd, and accepted: people on a border give the nearest
    /// office.</summary>
    /// <param name="at">JSON pointer to the address.</param>
    public IEnumerable<FieldWarning> WarningsAt(string at)
    {
        if (
            this is { StateCode: { } state, Pincode: { } pincode }
            && !Pincodes.MayLieIn(pincode, state)
        )
            yield return new FieldWarning(
                at + "/pincode",
                "pincode_outside_state",
                $"This pincode is not one of {StateCodes.Names[state]}."
            );
    }
}

/// <summary>The rows of an address in a field table.</summary>
public static class AddressFields
{
    /// <param name="at">The path of the address.</param>
    /// <param name="read">The address; null when nothing of it is known.</param>
    public static IReadOnlyList<Field<T>> Of<T>(
        string at,
        Func<T, Locality?> read,
        Func<T, Locality?, T> set
    ) => new Rows<T>(at, read, set).All();

    /// <summary>Makes the rows of the address that stands at one place of an entity.</summary>
    private sealed class Rows<T>(string at, Func<T, Locality?> read, Func<T, Locality?, T> set)
    {
        private readonly FieldMaker<T> _field = new();

        public IReadOnlyList<Field<T>> All() => [Village(), District(), State(), Pincode()];

        private Field<T> Village() =>
            _field
                .Text(
                    at + ".village",
                    e => read(e)?.Village,
                    (e, v) => Set(e, a => a with { Village = v }),
                    FieldLimits.Short
                )
                .Headed("village", "town", "gram", "gaon", "गांव", "गाँव", "ग्राम");

        private Field<T> District() =>
            _field
                .Text(
                    at + ".district",
                    e => read(e)?.District,
                    (e, v) => Set(e, a => a with { District = v }),
                    FieldLimits.Short
                )
                .Headed(
                    "district",
                    "city",
                    "jila",
                    "zila",
                    "zilla",
                    "sendercity",
                    "जिला",
                    "ज़िला",
                    "शहर"
                );

        private Field<T> State() =>
            _field
                .Code(
                    at + ".state_code",
                    e => read(e)?.StateCode,
                    (e, v) => Set(e, a => a with { StateCode = v }),
                    StateCodes.TryParse,
                    "A two-digit GST state code is expected, such as 23.",
                    cell => StateCodes.TryRead(cell, out var code) ? code : cell
                )
                .Headed(
                    "state",
                    "statename",
                    "statecode",
                    "gststate",
                    "senderstate",
                    "province",
                    "राज्य",
                    "प्रदेश"
                );

        private Field<T> Pincode() =>
            _field
                .Code(
                    at + ".pincode",
                    e => read(e)?.Pincode,
                    (e, v) => Set(e, a => a with { Pincode = v }),
                    Pincodes.TryParse,
                    "Six digits are expected, the first of them not 0.",
                    CustomFields.Cells.Whole
                )
                .Headed(
                    "pin",
                    "pincode",
                    "zip",
                    "zipcode",
                    "postalcode",
                    "postcode",
                    "senderpincode",
                    "पिन",
                    "पिन कोड",
                    "पिनकोड"
                );

        private T Set(T entity, Func<Locality, Locality> change)
        {
            var changed = change(read(entity) ?? Locality.Empty);
            return set(entity, changed.IsEmpty ? null : changed);
        }
    }
}
