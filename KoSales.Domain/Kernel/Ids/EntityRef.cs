using System.Text.Json.Serialization;

namespace KoSales.Domain.Kernel.Ids;

[JsonConverter(typeof(JsonStringEnumConverter<EntityKind>))]
public enum EntityKind
{
    [JsonStringEnumMemberName("lead")]
    Lead,

    [JsonStringEnumMemberName("contact")]
    Contact,

    [JsonStringEnumMemberName("customer")]
    Customer,

    [JsonStringEnumMemberName("deal")]
    Deal,
}

/// <summary>Points to one of the entities that work is about: <c>{type, id}</c>.</summary>
public sealed record EntityRef(EntityKind Type, string Id);
