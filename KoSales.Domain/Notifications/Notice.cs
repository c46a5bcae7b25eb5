using NodaTime;

namespace KoSales.Domain.Notifications;

/// <summary>What is to be told, before it is known to whom.</summary>
/// <param name="Told">Without an id and an agent.</param>
public sealed record Notice(Notification Told)
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
        Told with
        {
            Id = OrderedId.Next(at),
            AgentId = agentId,
            CreatedAt = at,
            UpdatedAt = at,
        };
}
