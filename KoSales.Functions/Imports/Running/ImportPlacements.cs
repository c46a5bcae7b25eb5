using KoSales.Domain.Agents;
using KoSales.Domain.Assignment;
using KoSales.Domain.Entities;
using KoSales.Domain.Imports;
using KoSales.Functions.Entities.Handing;
using KoSales.Functions.Imports.Reading;

namespace KoSales.Functions.Imports.Running;

/// <summary>
/// Finds the owners and teams that rows name, each once per chunk, by the rules of giving a record by hand.
/// </summary>
public sealed class ImportPlacements(EntityOwners owners, IDocumentStore store)
{
    /// <summary>The rows with their holders; those whose owner, team or times cannot be have
    /// failed.</summary>
    /// <param name="noun">Of the records, for codes and messages.</param>
    internal async Task PlaceAsync<TDraft>(
        ImportRows<TDraft> rows,
        ImportPlan plan,
        string noun,
        Command command,
        CancellationToken cancellationToken
    )
        where TDraft : IPlaced<TDraft>
    {
        Dictionary<WantedHolder, Verdict<Holder>> known = [];
        // From the last one, since failed rows leave the list.
        for (var i = rows.Drafts.Count - 1; i >= 0; i--)
        {
            if (rows.Drafts[i].Draft.Placement is not { } placement)
                continue;
            if (TimeFaults(placement, command) is [_, ..] faults)
                rows.FailDraft(i, faults, plan);
            else if (placement is not { OwnerId: null, TeamId: null })
                Place(rows, i, await HolderOfAsync(placement), plan);
        }

        async ValueTask<Verdict<Holder>> HolderOfAsync(Placement placement)
        {
            var wanted = new WantedHolder(placement.OwnerId, placement.TeamId);
            if (!known.TryGetValue(wanted, out var holder))
                known[wanted] = holder = await HolderAsync(
                    wanted,
                    noun,
                    command,
                    cancellationToken
                );
            return holder;
        }
    }

    private static void Place<TDraft>(
        ImportRows<TDraft> rows,
        int at,
        Verdict<Holder> holder,
        ImportPlan plan
    )
        where TDraft : IPlaced<TDraft>
    {
        if (holder.IsRefused)
            rows.FailDraft(at, [.. holder.Faults.Select(AtColumn)], plan);
        else
            rows.Change(at, rows.Drafts[at].Draft.At(holder.Value));
    }

    private static Fault[] TimeFaults(Placement placement, Command command)
    {
        List<Fault> faults = [];
        if (placement.CreatedAt > command.Now)
            faults.Add(InFuture("/created_at", "created"));
        if (placement.ClosedAt > command.Now)
            faults.Add(InFuture("/closed_at", "closed"));
        return [.. faults];
    }

    private static Fault InFuture(string pointer, string what) =>
        Fault.Invalid(
            pointer,
            "out_of_range",
            $"What is there already was not {what} in the future."
        );

    private async ValueTask<Verdict<Holder>> HolderAsync(
        WantedHolder wanted,
        string noun,
        Command command,
        CancellationToken cancellationToken
    )
    {
        var owner = await AgentAsync(wanted.Owner, cancellationToken);
        return owner.IsRefused
            ? owner.Refusal
            : await owners.ResolveAsync(
                new Holder(owner.Value.Length == 0 ? null : owner.Value, wanted.TeamId),
                noun,
                command,
                cancellationToken
            );
    }

    /// <summary>The id of the agent who is named by id, e-mail address or name; empty for nobody.</summary>
    private async ValueTask<Verdict<string>> AgentAsync(
        string? named,
        CancellationToken cancellationToken
    )
    {
        if (named is null)
            return "";
        if (IsId(named))
            return named;
        var who = named.Contains('@', StringComparison.Ordinal)
            ? Filter.Eq("email", named.ToLowerInvariant())
            : Filter.Eq("name_key", Texts.SortKey(named));
        var found = await store.ListAsync(
            Agent.Collection,
            new Query(Agent.Collection, Filter.AllOf(who, Filter.Missing("deleted_at")))
            {
                Limit = 2,
            },
            cancellationToken
        );
        return found switch
        {
            [var agent] => agent.Key,
            [] => Fault.Invalid("/owner_id", "agent.not_found", "There is no such agent."),
            _ => Fault.Invalid(
                "/owner_id",
                "agent.name_shared",
                "Several agents have this name; give the e-mail address or the id."
            ),
        };
    }

    private static bool IsId(string text) =>
        text.StartsWith(AgentId.Format.Prefix, StringComparison.Ordinal);

    private static Fault AtColumn(Fault fault) =>
        fault with
        {
            Pointer = fault.Pointer == "/team_id" ? "/team_id" : "/owner_id",
        };

    /// <summary>As the row names them.</summary>
    private sealed record WantedHolder(string? Owner, string? TeamId);
}
