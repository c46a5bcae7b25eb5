using NodaTime;

namespace KoSales.Domain.Notifications;

/// <summary>What is to be told, before it is known to whom.</summary>
/// <param name="Cause">As in <see cref="Notification.Cause"/>.</param>
public sealed record Notice(NotificationKind Kind, string Cause)
{
    public EntityRef? EntityRef { get; init; }

    public string? TaskId { get; init; }

    public string? PipelineId { get; init; }

    public string? JobId { get; init; }

    public string? Clock { get; init; }

    public int? Percent { get; init; }

    public int? Level { get; init; }

    public Instant? DueAt { get; init; }

    public string? Stage { get; init; }

    public long? Count { get; init; }

    public Notification For(string agentId, Instant at) =>
        new()
        {
            Id = OrderedId.Next(at),
            AgentId = agentId,
            Kind = Kind,
            Cause = Cause,
            EntityRef = EntityRef,
            TaskId = TaskId,
            PipelineId = PipelineId,
            JobId = JobId,
            Clock = Clock,
            Percent = Percent,
            Level = Level,
            DueAt = DueAt,
            Stage = Stage,
            Count = Count,
            CreatedAt = at,
            UpdatedAt = at,
            CreatedBy = "system",
            UpdatedBy = "system",
        };
}
