using NodaTime;

namespace KoSales.Domain.Notifications;

/// <summary>What agents are to be notified of, before it is known to whom.</summary>
/// <param name="Template">Without an id and an agent.</param>
public sealed record Notice(Notification Template)
{
    /// <param name="cause">As in <see cref="Notification.Cause"/>.</param>
    public static Notification About(NotificationKind kind, string cause) =>
        new()
        {
            Id = "",
            AgentId = "",
            Kind = kind,
            Cause = cause,
        };

    public Notification For(string agentId, Instant at) =>
        Template with
        {
            Id = OrderedId.Next(at),
            AgentId = agentId,
            CreatedAt = at,
            UpdatedAt = at,
        };
}
