using System.ComponentModel;
using System.Text.Json.Serialization;
using KoSales.Domain.Audit;
using NodaTime;

namespace KoSales.Functions.Audit;

/// <summary>An entry of the audit log on the wire.</summary>
public sealed record AuditView
{
    public required string Id { get; init; }

    [Description(
        "Such as agent.changed, agent.invited, custom_field.created, pii.revealed, export.started or auth.login_failed."
    )]
    public required string Action { get; init; }

    public required AuditTarget Target { get; init; }

    [Description("Names of the members that changed, or of the fields that were shown.")]
    public required IReadOnlyList<string> Changed { get; init; }

    [Description("An agent, system, or anonymous.")]
    public required string By { get; init; }

    public required Instant At { get; init; }
}

[JsonSerializable(typeof(AuditView))]
internal sealed partial class AuditContractsJson : JsonSerializerContext;

public static class AuditLists
{
    /// <summary>All of it, for those who may read it at all.</summary>
    public static readonly ListSpec<AuditView> Audit = new()
    {
        Name = "audit",
        Noun = "audit_entry",
        Collection = Audits.Collection,
        Fields = new Dictionary<string, FieldType>
        {
            ["id"] = FieldType.Text,
            ["action"] = FieldType.Text,
            ["target.type"] = FieldType.Text,
            ["target.id"] = FieldType.Text,
            ["changed"] = FieldType.TextList,
            ["by"] = FieldType.Text,
            ["at"] = FieldType.Instant,
        },
        Sorts = new Dictionary<string, FieldType> { ["at"] = FieldType.Instant },
        DefaultSort = "-at",
        Base = Filter.Everything,
        Scope = _ => Filter.Everything,
    };
}
