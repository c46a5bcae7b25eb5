using System.Text.Json;
using KoSales.Domain.Assignment;
using KoSales.Domain.Leads;
using KoSales.Domain.Loads;
using KoSales.Functions.Assignment;
using KoSales.Functions.Entities;
using KoSales.Functions.Entities.Handing;
using KoSales.Functions.Scoring;

namespace KoSales.Functions.Leads.Handing;

/// <summary>Leads, as they are handed over many at a time: counted for both agents, with how each was assigned,
/// and scored anew where a score rule looks at who has them.</summary>
public sealed class LeadHandovers(
    EntitySpec<Lead> spec,
    IDocumentStore store,
    ScoreCardCache scores
) : EntityHandovers<Lead>(spec, store)
{
    /// <summary>What a hand-over changes that score rules may look at.</summary>
    private static readonly string[] Scored = [.. HandoverWrites.Changing, "assigned_at"];

    protected override async ValueTask WriteAsync(
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
    }

    protected override Patch PatchOf(Holder to, string? from, Assigning assigning, Command command)
    {
        var patch = base.PatchOf(to, from, assigning, command);
        if (to.OwnerId == from)
            return patch;
        var members = new Dictionary<string, string?>(patch.Set)
        {
            ["assignment"] = JsonSerializer.Serialize(
                AssignmentOf(assigning),
                LeadContractsJson.Wire.LeadAssignment
            ),
        };
        return patch with { Set = members };
    }

    private void Patch(
        WriteBatch batch,
        IReadOnlyList<Handover> handovers,
        Assigning assigning,
        Command command
    )
    {
        foreach (var alike in Alike(handovers))
        {
            var (from, to) = alike.Key;
            var leads = alike.Count();
            batch.Patch(
                LeadStore.Collection,
                Unchanged(alike),
                PatchOf(to, from, assigning, command),
                expected: leads
            );
            Count(batch, new OwnerChange(from, to.OwnerId), leads, assigning.Daily, command);
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
            await ReadAsync([.. handovers.Select(h => h.Id)], cancellationToken)
        ).ToDictionary(l => l.Key);
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

    private static LeadAssignment AssignmentOf(Assigning assigning) =>
        new(assigning.Mode, assigning.Cause);

    /// <param name="From">Null for nobody, as <paramref name="To"/>.</param>
    private sealed record OwnerChange(string? From, string? To);
}
