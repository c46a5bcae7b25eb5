using KoSales.Domain.Kernel;
using KoSales.Domain.Leads;
using KoSales.Domain.Pii;
using KoSales.Domain.Storage;
using KoSales.Functions.CustomFields;
using KoSales.Functions.Outbox;
using KoSales.Functions.Storage;

namespace KoSales.Functions.Leads;

/// <summary>Takes in new leads, one at a time.</summary>
public sealed class LeadIntake(
    IDocumentStore store,
    IdAllocator ids,
    LeadAssembly assembly,
    LeadDuplicates duplicates,
    LeadMerging merging,
    CustomFieldBook customFields,
    IEventDispatcher events)
{
    private const int Attempts = 3;

    /// <summary>One transaction: the lead, its personal data, its start, event and timeline. Whether the phone is taken is told by the commit itself.</summary>
    public async Task<Verdict<LeadTaken>> CreateAsync(LeadInput input, DuplicatePolicy onDuplicate, Command command, CancellationToken cancellationToken)
    {
        var parser = new LeadDraftParser(await customFields.OfAsync(EntityKind.Lead, cancellationToken));
        var draft = parser.Parse(input, SourceChannel.Manual);
        if (draft.IsRefused) return Verdict<LeadTaken>.Refuse(draft.Faults);
        Fault? inTheWay = null;
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            var batch = new WriteBatch();
            var taken = await StageAsync(draft.Value, batch, command, cancellationToken);
            command.Seal(batch, taken);
            var result = await store.CommitAsync(batch, cancellationToken);
            if (result.IsCommitted)
            {
                await events.DispatchAsync(batch, cancellationToken);
                return taken;
            }

            inTheWay = await duplicates.FaultOfAsync(taken.Lead, result.Index, cancellationToken);
            if (inTheWay is null) continue;
            if (onDuplicate == DuplicatePolicy.Fail || result.Index != LeadStore.OpenPhoneIndex) return inTheWay;
            var merged = await merging.TakeAsync(Existing(inTheWay), draft.Value, onDuplicate, command, cancellationToken);
            // Not found: closed meanwhile, so that the phone is free now, or a lead that the caller may not see.
            if (!merged.IsRefused || merged.Faults[0].Kind != FaultKind.NotFound) return merged;
        }

        return inTheWay ?? new Fault(FaultKind.Unavailable, "lead.busy", "The lead with this phone keeps changing; try again.");
    }

    /// <summary>The same without committing, for a batch that others share; a taken phone then refuses the whole batch.</summary>
    public async ValueTask<Verdict<LeadTaken>> StageAsync(LeadInput input, WriteBatch batch, Command command, CancellationToken cancellationToken)
    {
        var parser = new LeadDraftParser(await customFields.OfAsync(EntityKind.Lead, cancellationToken));
        var draft = parser.Parse(input, SourceChannel.Manual);
        return draft.IsRefused ? Verdict<LeadTaken>.Refuse(draft.Faults) : await StageAsync(draft.Value, batch, command, cancellationToken);
    }

    private async ValueTask<LeadTaken> StageAsync(LeadDraft draft, WriteBatch batch, Command command, CancellationToken cancellationToken)
    {
        var identity = new LeadIdentity(await ids.NextAsync<LeadId>(cancellationToken), await ids.NextAsync<PiiId>(cancellationToken));
        var fact = assembly.Assemble(batch, identity, draft, command);
        var started = await assembly.StartAsync(batch, [fact], command, cancellationToken);
        return new LeadTaken(started[0], IsNew: true, draft.Warnings);
    }

    private static LeadId Existing(Fault duplicate) => LeadId.Of(duplicate.Facts!["existing_id"]);
}
