using KoSales.Domain.Agents;
using KoSales.Domain.Assignment;
using KoSales.Domain.Imports;
using KoSales.Domain.Leads;
using KoSales.Functions.Entities.Handing;
using KoSales.Functions.Imports.Reading;

namespace KoSales.Functions.Imports.Running;

/// <summary>
/// Finds the owners and teams that rows name, each once per chunk, by the rules of giving a lead by hand.
/// </summary>
public sealed class ImportPlacements(EntityOwners owners, IDocumentStore store)
{
    /// <summary>
    /// The rows with their holders; those whose owner, team or time of creation cannot be have failed.
    /// </summary>
    internal async Task PlaceAsync(
        ImportRows rows,
        ImportPlan plan,
        Command command,
        CancellationToken cancellationToken
    )
    {
        Dictionary<(string?, string?), Verdict<Holder>> known = [];
        for (var i = rows.Drafts.Count - 1; i >= 0; i--)
        {
            if (rows.Drafts[i].Draft.Placement is not { } placement)
                continue;
            if (placement.CreatedAt > command.Now)
                rows.FailDraft(i, [InFuture], plan);
            else if (placement is not { OwnerId: null, TeamId: null })
                Place(rows, i, await HolderOfAsync(placement), plan);
        }

        async ValueTask<Verdict<Holder>> HolderOfAsync(LeadPlacement placement)
        {
            var key = (placement.OwnerId, placement.TeamId);
            if (!known.TryGetValue(key, out var holder))
                known[key] = holder = await HolderAsync(placement, command, cancellationToken);
            return holder;
        }
    }

    private static void Place(ImportRows rows, int at, Verdict<Holder> holder, ImportPlan plan)
    {
        if (holder.IsRefused)
            rows.FailDraft(at, [.. holder.Faults.Select(AtColumn)], plan);
        else
            rows.Place(at, holder.Value);
    }

    private static readonly Fault InFuture = Fault.Invalid(
        "/created_at",
        "out_of_range",
        "A lead that is there already was not created in the future."
    );

    private async ValueTask<Verdict<Holder>> HolderAsync(
        LeadPlacement placement,
        Command command,
        CancellationToken cancellationToken
    )
    {
        var owner = placement.OwnerId;
        if (owner?.Contains('@', StringComparison.Ordinal) == true)
        {
            var agent = await store.FirstAsync(
                Agent.Collection,
                Filter.AllOf(
                    Filter.Eq("email", owner.ToLowerInvariant()),
                    Filter.Missing("deleted_at")
                ),
                cancellationToken
            );
            if (agent is null)
                return Fault.Invalid("/owner_id", "agent.not_found", "There is no such agent.");
            owner = agent.Key;
        }

        return await owners.ResolveAsync(
            new Holder(owner, placement.TeamId),
            "lead",
            command,
            cancellationToken
        );
    }

    private static Fault AtColumn(Fault fault) =>
        fault with
        {
            Pointer = fault.Pointer == "/team_id" ? "/team_id" : "/owner_id",
        };
}
