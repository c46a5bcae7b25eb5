using KoSales.Domain.Fields;
using KoSales.Domain.Places;

namespace KoSales.Domain.Customers;

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

public interface IGivenShippingAddress
{
    string? Label { get; }

    IGivenAddress? Address { get; }
}
