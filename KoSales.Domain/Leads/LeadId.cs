using System.Text.Json.Serialization;

namespace KoSales.Domain.Leads;

/// <summary><c>K0-100001</c> for the first.</summary>
[JsonConverter(typeof(EntityIdConverter<LeadId>))]
public readonly record struct LeadId(string Value) : IEntityId<LeadId>
{
    public static IdFormat Format { get; } = new("leads", "K0-", 6, 100_000);

    public static LeadId Of(string value) => new(value);

    public EntityRef Ref => new(EntityKind.Lead, Value);

    public override string ToString() => Value;
}
