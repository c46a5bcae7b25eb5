using System.Text.Json.Serialization;

namespace KoSales.Domain.Kernel;

[JsonConverter(typeof(JsonStringEnumConverter<DefinitionStatus>))]
public enum DefinitionStatus
{
    /// <summary>Never published: only the draft exists.</summary>
    [JsonStringEnumMemberName("draft")]
    Draft,

    /// <summary>In force; an edit makes the next draft beside it.</summary>
    [JsonStringEnumMemberName("published")]
    Published,

    /// <summary>Runs to the end where it runs; starts nothing new.</summary>
    [JsonStringEnumMemberName("retired")]
    Retired,
}
