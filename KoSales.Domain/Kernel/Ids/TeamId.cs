using System.Text.Json.Serialization;

namespace KoSales.Domain.Kernel.Ids;

/// <summary><c>TM-1</c>.</summary>
[JsonConverter(typeof(EntityIdConverter<TeamId>))]
public readonly record struct TeamId(string Value) : IEntityId<TeamId>
{
    public static IdFormat Format { get; } = new("teams", "TM-");

    public static TeamId Of(string value) => new(value);

    public override string ToString() => Value;
}
