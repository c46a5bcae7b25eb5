using System.Text.Json.Serialization;

namespace KoSales.Domain.Customers;

/// <summary><c>CT-1</c> for the first.</summary>
[JsonConverter(typeof(EntityIdConverter<CustomerId>))]
public readonly record struct CustomerId(string Value) : IEntityId<CustomerId>
{
    public static IdFormat Format { get; } = new("customers", "CT-");

    public static CustomerId Of(string value) => new(value);

    public override string ToString() => Value;
}
