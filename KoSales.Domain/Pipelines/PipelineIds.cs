using System.Text.Json.Serialization;

namespace KoSales.Domain.Pipelines;

// Pipelines of all kinds are one record with a text id; these types say how the ids of each kind are given out.

[JsonConverter(typeof(EntityIdConverter<LeadPipelineId>))]
public readonly record struct LeadPipelineId(string Value) : IEntityId<LeadPipelineId>
{
    public static IdFormat Format { get; } = new("lead_pipelines", "LP-");

    public static LeadPipelineId Of(string value) => new(value);

    public override string ToString() => Value;
}

[JsonConverter(typeof(EntityIdConverter<ContactPipelineId>))]
public readonly record struct ContactPipelineId(string Value) : IEntityId<ContactPipelineId>
{
    public static IdFormat Format { get; } = new("contact_pipelines", "CP-");

    public static ContactPipelineId Of(string value) => new(value);

    public override string ToString() => Value;
}

[JsonConverter(typeof(EntityIdConverter<DealPipelineId>))]
public readonly record struct DealPipelineId(string Value) : IEntityId<DealPipelineId>
{
    public static IdFormat Format { get; } = new("deal_pipelines", "DP-");

    public static DealPipelineId Of(string value) => new(value);

    public override string ToString() => Value;
}
