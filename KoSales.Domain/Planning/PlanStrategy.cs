using System.Text.Json.Serialization;

namespace KoSales.Domain.Planning;

/// <summary>By what measure records are shared out among agents. Capacity bounds each of them.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<PlanStrategy>))]
public enum PlanStrategy
{
    /// <summary>In proportion to the agents' weights.</summary>
    [JsonStringEnumMemberName("capacity_weighted")]
    CapacityWeighted,

    /// <summary>The same number to each.</summary>
    [JsonStringEnumMemberName("round_robin")]
    RoundRobin,

    /// <summary>So that open work is as even as it can be afterwards.</summary>
    [JsonStringEnumMemberName("least_loaded")]
    LeastLoaded,
}
