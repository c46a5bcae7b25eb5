using System.Text.Json.Serialization;
using NodaTime;

namespace KoSales.Domain.Notifications;

/// <summary>Why an agent is told something.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<NotificationKind>))]
public enum NotificationKind
{
    /// <summary>A share of a clock's target is used up.</summary>
    [JsonStringEnumMemberName("sla_warning")]
    SlaWarning,

    /// <summary>A clock is past due.</summary>
    [JsonStringEnumMemberName("sla_breached")]
    SlaBreached,

    /// <summary>A level of a task's escalation policy was taken.</summary>
    [JsonStringEnumMemberName("escalated")]
    Escalated,

    /// <summary>A record or a task is the agent's from now on.</summary>
    [JsonStringEnumMemberName("handed_over")]
    HandedOver,

    /// <summary>What an assignment job brought, all of it in one.</summary>
    [JsonStringEnumMemberName("digest")]
    Digest,

    /// <summary>An automatic move was refused and waits for somebody to mend what is missing.</summary>
    [JsonStringEnumMemberName("blocked")]
    Blocked,

    /// <summary>Automatic moves went in a circle and were stopped.</summary>
    [JsonStringEnumMemberName("flow_loop")]
    FlowLoop,

    /// <summary>A note calls upon the agent.</summary>
    [JsonStringEnumMemberName("mentioned")]
    Mentioned,

    /// <summary>For administrators: something stored is not as it must be.</summary>
    [JsonStringEnumMemberName("invariants_broken")]
    InvariantsBroken,

    /// <summary>A quotation waits for a manager's approval.</summary>
    [JsonStringEnumMemberName("approval_wanted")]
    ApprovalWanted,

    /// <summary>A quotation that was sent has not been decided, and its last day comes near.</summary>
    [JsonStringEnumMemberName("quotation_due")]
    QuotationDue,

    /// <summary>A quotation was approved, accepted or rejected by somebody else, or ran out.</summary>
    [JsonStringEnumMemberName("quotation_decided")]
    QuotationDecided,

    /// <summary>The inventory system confirmed or rejected an order, or did not answer.</summary>
    [JsonStringEnumMemberName("order_answered")]
    OrderAnswered,

    /// <summary>A document waits for review.</summary>
    [JsonStringEnumMemberName("document_waiting")]
    DocumentWaiting,

    /// <summary>A document that the agent brought was verified or rejected.</summary>
    [JsonStringEnumMemberName("document_reviewed")]
    DocumentReviewed,

    /// <summary>A document ends soon, or has ended.</summary>
    [JsonStringEnumMemberName("document_due")]
    DocumentDue,

    /// <summary>For administrators: a webhook subscription was disabled, since its receiver does not take
    /// deliveries.</summary>
    [JsonStringEnumMemberName("webhook_disabled")]
    WebhookDisabled,
}

/// <summary>One line in an agent's inbox. Made once for each agent and cause; ids, keys and numbers only,
/// no personal data.</summary>
public sealed record Notification : Document
{
    /// <summary>An <see cref="OrderedId"/>.</summary>
    public required string Id { get; init; }

    /// <summary>Whose inbox it is in.</summary>
    public required string AgentId { get; init; }

    public required NotificationKind Kind { get; init; }

    /// <summary>What it tells of, in words that are the same however often the event comes; with the agent
    /// unique.</summary>
    public required string Cause { get; init; }

    /// <summary>The record that it is about; null for a digest.</summary>
    public EntityRef? EntityRef { get; init; }

    public string? TaskId { get; init; }

    public string? PipelineId { get; init; }

    /// <summary>Of a mention.</summary>
    public string? NoteId { get; init; }

    public string? JobId { get; init; }

    /// <summary>Of a webhook that was disabled.</summary>
    public string? SubscriptionId { get; init; }

    /// <summary>Of a clock that is not a task's: <c>first_response</c>, <c>call_back</c> or
    /// <c>stage_age</c>.</summary>
    public string? Clock { get; init; }

    /// <summary>Of a warning: how much of the target is used up.</summary>
    public int? Percent { get; init; }

    /// <summary>Of an escalation: the level.</summary>
    public int? Level { get; init; }

    public Instant? DueAt { get; init; }

    /// <summary>Of a block or a loop: the stage that cannot be entered.</summary>
    public string? Stage { get; init; }

    /// <summary>Of a digest, a hand-over of several records or broken invariants: how many.</summary>
    public long? Count { get; init; }

    /// <summary>Null while unread.</summary>
    public Instant? ReadAt { get; init; }

    [JsonIgnore]
    public override string Key => Id;

    /// <summary>The same document when it is read already.</summary>
    public Notification Read(Command command) =>
        ReadAt is not null
            ? this
            : this with
            {
                ReadAt = command.Now,
                Version = Version + 1,
                UpdatedAt = command.Now,
                UpdatedBy = command.Actor.Id,
            };
}

[JsonSerializable(typeof(Notification))]
internal sealed partial class NotificationJson : JsonSerializerContext;

public static class Notifications
{
    /// <summary>180 days.</summary>
    private const int KeptSeconds = 180 * 24 * 3600;

    public static readonly Collection<Notification> Collection = new(
        "notifications",
        () => new NotificationJson(DocumentJson.NewOptions()).Notification,
        new IndexSpec(CauseIndex, "cause", "agent_id") { Unique = true },
        new IndexSpec("notifications_agent", "agent_id", "-created_at"),
        new IndexSpec("notifications_agent_kind", "agent_id", "kind", "-created_at"),
        new IndexSpec("notifications_created", "created_at") { ExpireAfterSeconds = KeptSeconds }
    );

    /// <summary>Whoever tells an agent of the same thing a second time is refused by it.</summary>
    public const string CauseIndex = "notifications_cause";

    public static Filter Of(string agentId) => Filter.Eq("agent_id", agentId);

    public static Filter UnreadOf(string agentId) =>
        Filter.AllOf(Of(agentId), Filter.Missing("read_at"));
}
