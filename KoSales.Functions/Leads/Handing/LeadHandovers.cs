using System.Text.Json;
using KoSales.Domain.Assignment;
using KoSales.Domain.Leads;
using KoSales.Domain.Loads;
using KoSales.Domain.Timeline;
using KoSales.Functions.Assignment;
using KoSales.Functions.Scoring;

namespace KoSales.Functions.Leads.Handing;

/// <summary>Leads, as they are handed over many at a time: one write per agent that gets some, an entry in
/// each lead's timeline, one event for all.</summary>
public sealed class LeadHandovers(IDocumentStore store, ScoreCardCache scores) : IAssignedEntities
{
    /// <summary>What a hand-over changes that score rules may look at.</summary>
    private static readonly string[] Scored = [.. HandoverWrites.Changing, "assigned_at"];

    public EntityKind Kind => EntityKind.Lead;

    public async ValueTask<IReadOnlyDictionary<string, AssignedEntity>> LoadAsync(
        IReadOnlyCollection<string> ids,
        CancellationToken cancellationToken
    ) =>
        (await store.GetManyAsync(LeadStore.Collection, ids, cancellationToken))
            .Select(LeadStore.Collection.Read)
            .Where(l => l.DeletedAt is null)
            .ToDictionary(l => l.Key, EntityOf);

    public async ValueTask AddAsync(
        WriteBatch batch,
        IReadOnlyList<Handover> handovers,
        Assigning assigning,
        Command command,
        CancellationToken cancellationToken
    )
    {
        var card = await scores.CurrentAsync(cancellationToken);
        if (card.Mentions(Scored))
            await ReplaceAsync(batch, handovers, assigning, command, cancellationToken);
        else
            Patch(batch, handovers, assigning, command);
        foreach (var handover in handovers)
            batch.Insert(
                Activities.Collection,
                HandoverWrites.EntryOf(EntityKind.Lead, handover, assigning, command)
            );
        batch.Emit(
            command,
            AssignmentEvents.Of(
                EntityKind.Lead,
                [.. handovers.Select(h => h.Id)],
                assigning.RecordId,
                HandoverWrites.Changing
            )
        );
    }

    private static void Patch(
        WriteBatch batch,
        IReadOnlyList<Handover> handovers,
        Assigning assigning,
        Command command
    )
    {
        foreach (var group in handovers.GroupBy(h => (From: h.From.OwnerId, h.To)))
        {
            string[] ids = [.. group.Select(h => h.Id)];
            var unchanged = Filter.AllOf(
                Filter.In("id", ids),
                AgentLoads.OpenLeads,
                HandoverWrites.OwnedBy(group.Key.From)
            );
            batch.Patch(
                LeadStore.Collection,
                unchanged,
                PatchOf(group.Key.To, group.Key.From, assigning, command),
                expected: ids.Length
            );
            Count(
                batch,
                new OwnerChange(group.Key.From, group.Key.To.OwnerId),
                ids.Length,
                assigning.Daily,
                command
            );
        }
    }

    private static void Count(
        WriteBatch batch,
        OwnerChange owners,
        int leads,
        DailyCount daily,
        Command command
    )
    {
        if (owners.From == owners.To)
            return;
        batch.Count(
            owners.From,
            new LoadDelta(Leads: -leads, Given: daily == DailyCount.TakenBack ? -leads : 0),
            command
        );
        batch.Count(
            owners.To,
            new LoadDelta(Leads: leads, Given: daily == DailyCount.Given ? leads : 0)
            {
                IsForWorking = true,
            },
            command
        );
    }

    private static Patch PatchOf(Holder to, string? from, Assigning assigning, Command command)
    {
        var members = HandoverWrites.MembersOf(to, from, command);
        if (to.OwnerId != from)
            members["assignment"] = JsonSerializer.Serialize(
                AssignmentOf(assigning),
                LeadContractsJson.Wire.LeadAssignment
            );
        return new Patch(command.Now, command.Actor.Id) { Set = members };
    }

    /// <summary>Where a score rule looks at the owner, each lead is scored anew.</summary>
    private async ValueTask ReplaceAsync(
        WriteBatch batch,
        IReadOnlyList<Handover> handovers,
        Assigning assigning,
        Command command,
        CancellationToken cancellationToken
    )
    {
        var card = await scores.CurrentAsync(cancellationToken);
        var leads = (
            await store.GetManyAsync(
                LeadStore.Collection,
                [.. handovers.Select(h => h.Id)],
                cancellationToken
            )
        )
            .Select(LeadStore.Collection.Read)
            .ToDictionary(l => l.Key);
        foreach (var handover in handovers)
        {
            var lead = leads[handover.Id];
            var given =
                lead.OwnerId == handover.To.OwnerId
                    ? lead.ToTeam(handover.To.TeamId, command)
                    : lead.HandTo(handover.To, AssignmentOf(assigning), command);
            given = card.Rescore(given, Scored, command.Now);
            batch.Replace(LeadStore.Collection, given);
            Count(batch, new OwnerChange(lead.OwnerId, given.OwnerId), 1, assigning.Daily, command);
        }
    }

    private static AssignedEntity EntityOf(Lead lead) =>
        new(
            lead.Key,
            lead.Version,
            new Holder(lead.OwnerId, lead.TeamId),
            lead.AssignedAt,
            lead.Status != LeadStatus.Open ? "lead.not_open" : Unworkable(lead)
        )
        {
            PipelineId = lead.PipelineId,
        };

    // Nobody is given an erased lead to work; whoever has one can still hand it on.
    private static string? Unworkable(Lead lead) =>
        lead is { ErasedAt: not null, OwnerId: null } ? "lead.erased" : null;

    private static LeadAssignment AssignmentOf(Assigning assigning) =>
        new(assigning.Mode, assigning.Cause);

    /// <param name="From">Null for nobody, as <paramref name="To"/>.</param>
    private sealed record OwnerChange(string? From, string? To);
}
