using System.ComponentModel;
using System.Text.Json.Serialization;
using KoSales.Domain.Notifications;
using NodaTime;

namespace KoSales.Functions.Notifications;

/// <summary>A notification on the wire.</summary>
public sealed record NotificationView
{
    public required string Id { get; init; }

    public required int Version { get; init; }

    public required string AgentId { get; init; }

    public required NotificationKind Kind { get; init; }

    [Description("The record that it is about.")]
    public EntityRef? EntityRef { get; init; }

    public string? TaskId { get; init; }

    public string? PipelineId { get; init; }

    [Description("Of a mention: the note.")]
    public string? NoteId { get; init; }

    [Description("Of a digest: the assignment job.")]
    public string? JobId { get; init; }

    [Description("Of a webhook that was disabled: the subscription.")]
    public string? SubscriptionId { get; init; }

    [Description("Of a clock that is not a task's: first_response, call_back or stage_age.")]
    public string? Clock { get; init; }

    [Description("Of a warning: how much of the target is used up.")]
    public int? Percent { get; init; }

    [Description("Of an escalation: the rung.")]
    public int? Level { get; init; }

    public Instant? DueAt { get; init; }

    [Description("Of a block or a loop: the stage that cannot be entered.")]
    public string? Stage { get; init; }

    [Description("Of a digest or a hand-over of several records: how many.")]
    public long? Count { get; init; }

    [Description("Absent while unread.")]
    public Instant? ReadAt { get; init; }

    public required Instant CreatedAt { get; init; }
}

/// <param name="Marked">How many were unread.</param>
public sealed record NotificationsRead(int Marked);

[JsonSerializable(typeof(NotificationView))]
[JsonSerializable(typeof(NotificationsRead))]
internal sealed partial class NotificationContractsJson : JsonSerializerContext
{
    public static NotificationContractsJson Wire { get; } = new(DocumentJson.NewOptions());
}

public static class NotificationLists
{
    /// <summary>Everybody sees their own and nobody else's, whatever their role.</summary>
    public static readonly ListSpec<NotificationView> Notifications = new()
    {
        Name = "notifications",
        Noun = "notification",
        Collection = Domain.Notifications.Notifications.Collection,
        Fields = new Dictionary<string, FieldType>
        {
            ["kind"] = FieldType.Text,
            ["entity_ref.type"] = FieldType.Text,
            ["entity_ref.id"] = FieldType.Text,
            ["task_id"] = FieldType.Text,
            ["pipeline_id"] = FieldType.Text,
            ["note_id"] = FieldType.Text,
            ["job_id"] = FieldType.Text,
            ["read_at"] = FieldType.Instant,
            ["created_at"] = FieldType.Instant,
        },
        Base = Filter.Everything,
        Scope = actor => Domain.Notifications.Notifications.Of(actor.Id),
        OwnParameters = ["unread"],
    };

    public static readonly ListSpec<NotificationView> Unread = Notifications with
    {
        Name = "notifications-unread",
        Base = Filter.Missing("read_at"),
    };
}
