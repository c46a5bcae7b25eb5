using System.Text.Json.Serialization;
using KoSales.Domain.Fields;
using KoSales.Domain.Places;

namespace KoSales.Domain.Customers;

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

/// <summary>Where goods go.</summary>
/// <param name="Label">What people call the place; null for none.</param>
public sealed record ShippingAddress(string? Label, BusinessAddress Address)
{
    public const int Most = 50;

    /// <summary>As somebody gave them, with every fault noted.</summary>
    public static IReadOnlyList<ShippingAddress> Read(
        IReadOnlyList<IGivenShippingAddress> given,
        string at,
        FieldChecks checks
    ) => [.. given.Select((address, i) => Read(address, $"{at}/{i}", checks))];

    private static ShippingAddress Read(IGivenShippingAddress given, string at, FieldChecks checks)
    {
        var address = given.Address is { } place
            ? BusinessAddress.Read(place, at + "/address", checks)
            : new BusinessAddress();
        if (address.OrNull() is null && !checks.Faults.Exists(f => IsIn(f, at)))
            checks.Refuse(at + "/address", "required", "An address is needed.");
        return new ShippingAddress(
            checks.Clear(given.Label, at + "/label", FieldLimits.Short),
            address
        );
    }

    private static bool IsIn(Fault fault, string at) =>
        fault.Pointer?.StartsWith(at + "/address", StringComparison.Ordinal) ?? false;
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

public interface IGivenShippingAddress
{
    string? Label { get; }

    IGivenAddress? Address { get; }
}
