using System.Text.Json.Serialization;

namespace KoSales.Domain.Kernel.Ids;

/// <summary><c>A0-0001</c>; the first is the administrator made at first start.</summary>
[JsonConverter(typeof(EntityIdConverter<AgentId>))]
public readonly record struct AgentId(string Value) : IEntityId<AgentId>
{
    public static IdFormat Format { get; } = new("agents", "A0-", 4);

    public static AgentId Of(string value) => new(value);

    public override string ToString() => Value;
}
