using System.Text.Json.Serialization;

namespace KoSales.Domain.Work;

/// <summary>pending → in_progress ⇄ on_hold → done | cancelled | skipped; a closed one can be
/// reopened.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<TaskState>))]
public enum TaskState
{
    [JsonStringEnumMemberName("pending")]
    Pending,

    [JsonStringEnumMemberName("in_progress")]
    InProgress,

    [JsonStringEnumMemberName("on_hold")]
    OnHold,

    [JsonStringEnumMemberName("done")]
    Done,

    [JsonStringEnumMemberName("cancelled")]
    Cancelled,

    [JsonStringEnumMemberName("skipped")]
    Skipped,
}
