using KoSales.Domain.Kernel;
using KoSales.Domain.Leads;
using KoSales.Domain.Pii;
using KoSales.Domain.Storage;
using KoSales.Functions.Assignment;
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
    AutoAssigner assigner,
    IEventDispatcher events)
{
    private const int Attempts = 8;

    /// <summary>One transaction: the lead, its personal data, its start, event and timeline. Whether the phone is taken is told by the commit itself.</summary>
    public async Task<Verdict<LeadTaken>> CreateAsync(LeadInput input, IntakePolicy policy, Command command, CancellationToken cancellationToken)
    {
        var parser = new LeadDraftParser(await customFields.OfAsync(EntityKind.Lead, cancellationToken));
        var draft = parser.Parse(input, SourceChannel.Manual);
        if (draft.IsRefused) return Verdict<LeadTaken>.Refuse(draft.Faults);
        Fault? inTheWay = null;
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            var batch = new WriteBatch();
            var taken = await StageAsync(draft.Value, batch, (policy.Assigns, command), cancellationToken);
            command.Seal(batch, taken);
            var result = await store.CommitAsync(batch, cancellationToken);
            if (result.IsCommitted)
            {
                await events.DispatchAsync(batch, cancellationToken);
                return taken;
            }

            // The agent chosen has no room any more, or has left: another choice.
            if (result.Status != CommitStatus.DuplicateKey) continue;
            inTheWay = await duplicates.FaultOfAsync(taken.Lead, result.Index, cancellationToken);
            if (inTheWay is null) continue;
            if (policy.OnDuplicate == DuplicatePolicy.Fail || result.Index != LeadStore.OpenPhoneIndex) return inTheWay;
            var merged = await merging.TakeAsync(Existing(inTheWay), draft.Value, policy.OnDuplicate, command, cancellationToken);
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
        return draft.IsRefused ? Verdict<LeadTaken>.Refuse(draft.Faults) : await StageAsync(draft.Value, batch, (Assigns: false, command), cancellationToken);
    }

    private async ValueTask<LeadTaken> StageAsync(LeadDraft draft, WriteBatch batch, (bool Assigns, Command Command) how, CancellationToken cancellationToken)
    {
        var identity = new LeadIdentity(await ids.NextAsync<LeadId>(cancellationToken), await ids.NextAsync<PiiId>(cancellationToken));
        var fact = assembly.Assemble(batch, identity, draft, how.Command);
        if (how.Assigns) fact = Given(fact, await assigner.GiveAsync(batch, fact.Lead, how.Command, cancellationToken));
        var started = await assembly.StartAsync(batch, [fact], how.Command, cancellationToken);
        return new LeadTaken(started[0], IsNew: true, how.Assigns && fact.Lead.OwnerId is null ? [.. draft.Warnings, NobodyThere] : draft.Warnings);
    }

    private static readonly LeadWarning NobodyThere = new("", "assignment.nobody", "Nobody who serves such a lead has room for it; it waits in the pool.");

    private static LeadFact Given(LeadFact fact, Lead given) => given.OwnerId is { } agent
        ? fact with { Lead = given, Refs = new Dictionary<string, string> { ["agent_id"] = agent } }
        : fact;

    private static LeadId Existing(Fault duplicate) => LeadId.Of(duplicate.Facts!["existing_id"].ToString());
}
