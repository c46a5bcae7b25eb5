using System.Text.Json.Serialization;

namespace KoSales.Domain.Deals;

/// <summary><c>D-1</c> for the first.</summary>
[JsonConverter(typeof(EntityIdConverter<DealId>))]
public readonly record struct DealId(string Value) : IEntityId<DealId>
{
    public static IdFormat Format { get; } = new("deals", "D-");

    public static DealId Of(string value) => new(value);

    public override string ToString() => Value;
}
