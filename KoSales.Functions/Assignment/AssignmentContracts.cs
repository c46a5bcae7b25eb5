using System.ComponentModel;
using System.Text.Json.Serialization;
using KoSales.Domain.Agents;
using KoSales.Domain.Assignment;
using KoSales.Functions.Assignment.Loads;

namespace KoSales.Functions.Assignment;

/// <summary>What goes along when an entity changes hands; the usual policy of each where it is left
/// out.</summary>
public sealed record CascadeBody
{
    [Description("The open pipeline: always transfer, since a pipeline is whose its entity is.")]
    public RelationPolicy? Pipeline { get; init; }

    [Description("The open tasks: transfer_if_old_owners unless said otherwise.")]
    public RelationPolicy? Tasks { get; init; }

    [Description("The open contacts of it: transfer_if_old_owners unless said otherwise.")]
    public RelationPolicy? Contacts { get; init; }

    [Description("The open deals of it: transfer_if_old_owners unless said otherwise.")]
    public RelationPolicy? Deals { get; init; }

    [Description(
        "The open draft orders of it, also of deals that are won: transfer_if_old_owners unless said otherwise."
    )]
    public RelationPolicy? DraftOrders { get; init; }

    public CascadePolicy ToPolicy()
    {
        Dictionary<string, RelationPolicy> policies = [];
        if (Contacts is { } contacts)
            policies["contacts"] = contacts;
        if (Deals is { } deals)
            policies["deals"] = deals;
        if (DraftOrders is { } orders)
            policies["draft_orders"] = orders;
        if (Pipeline is { } pipeline)
            policies["pipeline"] = pipeline;
        if (Tasks is { } tasks)
            policies["tasks"] = tasks;
        return new CascadePolicy(policies);
    }
}

/// <summary>What an assignment would do.</summary>
public sealed record AssignmentPreview
{
    public required string Id { get; init; }

    public required HolderView From { get; init; }

    public required HolderView To { get; init; }

    /// <summary>False when it is theirs already: then nothing would happen.</summary>
    public required bool Changes { get; init; }

    public required IReadOnlyList<RelationView> Relations { get; init; }

    [Description(
        "Records that others claim too: each goes to whoever has the largest open deal, else the open lead that was contacted last, else the newest."
    )]
    public required IReadOnlyList<ClaimView> Claims { get; init; }

    /// <summary>What the agents concerned hold now.</summary>
    public required IReadOnlyList<AgentLoadView> Loads { get; init; }

    public static AssignmentPreview Of(
        Handover handover,
        bool changes,
        IReadOnlyList<RelationPreview> relations,
        IReadOnlyList<AgentLoad> loads,
        Actor by
    ) =>
        new()
        {
            Id = handover.Id,
            From = HolderView.Of(handover.From),
            To = HolderView.Of(handover.To),
            Changes = changes,
            Relations =
            [
                .. relations.Select(r => new RelationView(
                    r.Name,
                    r.Policy,
                    r.Count.Transferred,
                    r.Count.Kept,
                    r.Count.Unassigned
                )),
            ],
            Claims =
            [
                .. relations.SelectMany(r =>
                    r.Count.Claimed.Select(c => ClaimView.Of(r.Name, c, by))
                ),
            ],
            Loads = [.. loads.Select(l => new AgentLoadView(l.Id, l.OpenLeads, l.OpenTasks))],
        };
}

public sealed record HolderView(string? OwnerId, string? TeamId)
{
    public static HolderView Of(Holder holder) => new(holder.OwnerId, holder.TeamId);
}

/// <param name="Transferred">Open things that go to the new owner.</param>
/// <param name="Unassigned">Open things that go to the pool.</param>
public sealed record RelationView(
    string Name,
    RelationPolicy Policy,
    int Transferred,
    int Kept,
    int Unassigned
);

/// <summary>Why a record that several claim goes or stays.</summary>
public sealed record ClaimView
{
    [Description("As in relations, such as contacts.")]
    public required string Relation { get; init; }

    public required string Id { get; init; }

    [Description("False when it stays with whoever has it.")]
    public required bool Moves { get; init; }

    [Description("Whose it is afterwards.")]
    public required HolderView To { get; init; }

    public required ClaimReason Why { get; init; }

    [Description("The deal or lead that decides; absent when you do not see it.")]
    public EntityRef? By { get; init; }

    public static ClaimView Of(string relation, ClaimedRecord claimed, Actor actor)
    {
        var holder = claimed.Claim.Claim.Holder;
        return new ClaimView
        {
            Relation = relation,
            Id = claimed.Id,
            Moves = claimed.Moves,
            To = HolderView.Of(claimed.Holder),
            Why = claimed.Claim.Why,
            By = HolderScope.Sees(actor, holder.OwnerId, holder.TeamId)
                ? claimed.Claim.Claim.By
                : null,
        };
    }
}

public sealed record AgentLoadView(string AgentId, int OpenLeads, int OpenTasks);

/// <summary>What an undo did, or would do.</summary>
public sealed record AssignmentUndone
{
    /// <summary>Entities that went back.</summary>
    public required int Reversed { get; init; }

    /// <summary>Entities that changed since and stay.</summary>
    public required int Kept { get; init; }

    /// <summary>Entities that could not be written; for jobs of many.</summary>
    public int Failed { get; init; }

    /// <summary>Tasks that went back with them.</summary>
    public required int TasksReversed { get; init; }

    /// <summary>Why those that stay do.</summary>
    public required IReadOnlyList<KeptView> Reasons { get; init; }

    public static AssignmentUndone Of(UndoResult result) =>
        new()
        {
            Reversed = result.Reversed.Count,
            Kept = result.Kept.Count,
            TasksReversed = result.ItemsReversed,
            Reasons = [.. result.Kept.Select(k => new KeptView(k.Id, k.Code))],
        };
}

public sealed record KeptView(string Id, string Code);

[JsonSerializable(typeof(AssignmentPreview))]
[JsonSerializable(typeof(AssignmentUndone))]
[JsonSerializable(typeof(LoadAuditView))]
internal sealed partial class AssignmentContractsJson : JsonSerializerContext
{
    public static AssignmentContractsJson Wire { get; } = new(DocumentJson.NewOptions());
}
