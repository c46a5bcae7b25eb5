using System.Text.Json.Serialization;
using NodaTime;

namespace KoSales.Domain.Audit;

/// <summary>Who did what to settings, definitions, users and personal data, and who tried to log in. Written
/// in the effect's own transaction, never changed, kept for good. Ids and names of fields only, no values
/// and no personal data.</summary>
public sealed record AuditEntry : Document
{
    /// <summary>An <see cref="OrderedId"/>.</summary>
    public required string Id { get; init; }

    /// <summary>What was done, such as <c>agent.changed</c> or <c>pii.revealed</c>.</summary>
    public required string Action { get; init; }

    public required AuditTarget Target { get; init; }

    /// <summary>Names of the members that changed, or of the fields that were shown; empty where the action
    /// is not about members.</summary>
    public IReadOnlyList<string> Changed
    {
        get;
        init => field = value ?? [];
    } = [];

    /// <summary>An agent's id, <c>system</c>, or <c>anonymous</c> for whoever had not logged in.</summary>
    public required string By { get; init; }

    public required Instant At { get; init; }

    [JsonIgnore]
    public override string Key => Id;
}

/// <summary>What an entry is about.</summary>
/// <param name="Type">Such as <c>agent</c> or <c>custom_field</c>.</param>
public sealed record AuditTarget(string Type, string Id);

[JsonSerializable(typeof(AuditEntry))]
internal sealed partial class AuditJson : JsonSerializerContext;

public static class Audits
{
    /// <summary>By whom a thing was done that needs no login.</summary>
    public const string Anonymous = "anonymous";

    public static readonly Collection<AuditEntry> Collection = new(
        "audit",
        () => new AuditJson(DocumentJson.NewOptions()).AuditEntry,
        new IndexSpec("audit_at", "at"),
        new IndexSpec("audit_action", "action", "at"),
        new IndexSpec("audit_by", "by", "at"),
        new IndexSpec("audit_target", "target.id", "at")
    );

    public static AuditEntry Entry(string action, AuditTarget target, string by, Instant at) =>
        new()
        {
            Id = OrderedId.Next(at),
            Action = action,
            Target = target,
            By = by,
            At = at,
            CreatedAt = at,
            UpdatedAt = at,
            CreatedBy = by,
            UpdatedBy = by,
        };

    /// <summary>Adds an entry to the transaction of what it tells of, where the audit trail does not see
    /// that by itself.</summary>
    public static WriteBatch Audit(
        this WriteBatch batch,
        Command command,
        string action,
        AuditTarget target
    ) => batch.Insert(Collection, Entry(action, target, command.Actor.Id, command.Now));
}
