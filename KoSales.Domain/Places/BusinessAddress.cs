using System.Text.Json.Serialization;
using KoSales.Domain.Fields;

namespace KoSales.Domain.Places;

/// <summary>Where a business has its premises; not personal data, though phone numbers and the like in its
/// lines are masked.</summary>
public sealed record BusinessAddress
{
    public string? Line1 { get; init; }

    public string? Line2 { get; init; }

    public string? Village { get; init; }

    public string? District { get; init; }

    /// <summary>A GST state code of <see cref="StateCodes"/>.</summary>
    public string? StateCode { get; init; }

    /// <summary>Six digits, the first of them not 0.</summary>
    public string? Pincode { get; init; }

    [JsonIgnore]
    public Locality? Place
    {
        get
        {
            var place = new Locality(Village, District, StateCode, Pincode);
            return place.IsEmpty ? null : place;
        }
    }

    /// <summary>The same lines at another place.</summary>
    public BusinessAddress At(Locality? place) =>
        this with
        {
            Village = place?.Village,
            District = place?.District,
            StateCode = place?.StateCode,
            Pincode = place?.Pincode,
        };

    /// <summary>This address with the members that another one says.</summary>
    /// <param name="says">Whether it says the member of that wire name, be it as null.</param>
    public BusinessAddress With(BusinessAddress other, Predicate<string> says) =>
        new()
        {
            Line1 = says("line1") ? other.Line1 : Line1,
            Line2 = says("line2") ? other.Line2 : Line2,
            Village = says("village") ? other.Village : Village,
            District = says("district") ? other.District : District,
            StateCode = says("state_code") ? other.StateCode : StateCode,
            Pincode = says("pincode") ? other.Pincode : Pincode,
        };

    /// <summary>Null when nothing is left of it.</summary>
    public BusinessAddress? OrNull() => this == new BusinessAddress() ? null : this;

    /// <summary>As somebody gave it, with every fault noted.</summary>
    public static BusinessAddress Read(IGivenAddress given, string at, FieldChecks checks) =>
        new()
        {
            Line1 = checks.Shown(given.Line1, at + "/line1", FieldLimits.Name),
            Line2 = checks.Shown(given.Line2, at + "/line2", FieldLimits.Name),
            Village = checks.Clear(given.Village, at + "/village", FieldLimits.Short),
            District = checks.Clear(given.District, at + "/district", FieldLimits.Short),
            StateCode = checks.Parsed(
                given.StateCode,
                at + "/state_code",
                StateCodes.TryParse,
                "A two-digit GST state code is expected, such as 23."
            ),
            Pincode = checks.Parsed(
                given.Pincode,
                at + "/pincode",
                Pincodes.TryParse,
                "Six digits are expected, the first of them not 0."
            ),
        };
}

/// <summary>An address as somebody wrote it.</summary>
public interface IGivenAddress
{
    string? Line1 { get; }

    string? Line2 { get; }

    string? Village { get; }

    string? District { get; }

    string? StateCode { get; }

    string? Pincode { get; }
}
