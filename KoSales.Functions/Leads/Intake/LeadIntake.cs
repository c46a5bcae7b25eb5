using KoSales.Domain.Fields;
using KoSales.Domain.Leads;
using KoSales.Domain.Pii;
using KoSales.Domain.Signals;
using KoSales.Functions.Assignment;
using KoSales.Functions.CustomFields;
using KoSales.Functions.Entities.Personal;
using KoSales.Functions.Leads.Bulk;
using KoSales.Functions.Writing;

namespace KoSales.Functions.Leads.Intake;

/// <summary>Takes in new leads, one at a time.</summary>
public sealed class LeadIntake(
    IdAllocator ids,
    LeadAssembly assembly,
    PersonConsents consents,
    LeadDuplicates duplicates,
    LeadMerging merging,
    CustomFieldCache customFields,
    AutoAssigner assigner,
    ILeadStart start,
    Commits commits
)
{
    private static readonly FieldWarning NobodyThere = new(
        "",
        "assignment.nobody",
        "Nobody who serves such a lead has room for it; it waits in the pool."
    );

    private static readonly FieldWarning OptedOut = new(
        "/phone",
        "lead.opted_out",
        "Whoever has this number asked not to be contacted; the lead shows it."
    );

    /// <summary>
    /// One transaction: the lead, its personal data, its start, event and timeline. Whether the phone is
    /// taken is told
    /// by the commit itself; a phone that an open lead has since another one was merged into it is taken too.
    /// </summary>
    public async Task<Verdict<LeadTaken>> CreateAsync(
        EntityInput input,
        IntakePolicy policy,
        Command command,
        CancellationToken cancellationToken
    )
    {
        var draft = await ParseAsync(input, command, cancellationToken);
        return draft.IsRefused
            ? draft.Refusal
            : await CreateAsync(draft.Value, policy, command, cancellationToken);
    }

    /// <summary>The same with a draft that parsed, of whose consent nothing is in the future.</summary>
    public async Task<Verdict<LeadTaken>> CreateAsync(
        LeadDraft draft,
        IntakePolicy policy,
        Command command,
        CancellationToken cancellationToken
    )
    {
        Lead? joined = null;
        var decided = await commits.DecideAsync(
            Fault.Busy("lead.busy", "The lead with this phone"),
            TakeOnceAsync,
            cancellationToken,
            MeetAsync
        );
        return joined is null
            ? decided
            : await IntoAsync(joined, draft, policy, command, cancellationToken)
                ?? await duplicates.FaultAsync(
                    joined,
                    LeadStore.OpenPhoneIndex,
                    policy.Way,
                    command.Actor,
                    cancellationToken
                );

        async ValueTask<Verdict<LeadTaken>> TakeOnceAsync(Attempt attempt)
        {
            var history = await consents.ForAsync([draft.Person], cancellationToken);
            joined = await JoinedAsync(history, draft, cancellationToken);
            if (joined is not null)
                return LeadDuplicates.DuplicatePhone(joined.Id, policy.Way);
            var turn = policy.Assigns ? new Turn() : null;
            if (turn is not null)
                attempt.Hold(turn);
            var intake = new Intake(draft, history) { Turn = turn };
            var taken = await AddAsync(intake, attempt.Batch, command, cancellationToken);
            command.RecordAnswer(attempt.Batch, taken);
            return taken;
        }

        async ValueTask<Verdict<LeadTaken>?> MeetAsync(LeadTaken taken, string? index)
        {
            if (index == SignalStore.DedupeIndex)
                return LeadDuplicates.SignalTaken;
            if (
                await duplicates.InTheWayAsync(taken.Lead, index, cancellationToken)
                is not { } existing
            )
                return null;
            if (policy.OnDuplicate != DuplicatePolicy.Fail && index == LeadStore.OpenPhoneIndex)
            {
                if (
                    await IntoAsync(existing, draft, policy, command, cancellationToken) is
                    { } merged
                )
                    return merged;
                // Closed meanwhile, so that the phone is free now; or a lead that the caller may not see.
                var still = await duplicates.InTheWayAsync(taken.Lead, index, cancellationToken);
                if (still?.Id != existing.Id)
                    return null;
            }

            return await duplicates.FaultAsync(
                existing,
                index,
                policy.Way,
                command.Actor,
                cancellationToken
            );
        }
    }

    /// <summary>Taken into the lead that has the phone, where the policy says so. Null where it does not, and for a
    /// lead that was closed or erased meanwhile or that the caller may not see.</summary>
    private async ValueTask<Verdict<LeadTaken>?> IntoAsync(
        Lead existing,
        LeadDraft draft,
        IntakePolicy policy,
        Command command,
        CancellationToken cancellationToken
    )
    {
        if (policy.OnDuplicate == DuplicatePolicy.Fail)
            return null;
        var merged = await merging.TakeAsync(
            existing.Id,
            draft,
            policy.OnDuplicate,
            command,
            cancellationToken
        );
        return merged.IsRefused && merged.Faults[0].Kind is FaultKind.NotFound or FaultKind.Gone
            ? default(Verdict<LeadTaken>?)
            : merged;
    }

    private ValueTask<Lead?> JoinedAsync(
        ConsentHistory history,
        LeadDraft draft,
        CancellationToken cancellationToken
    )
    {
        var joined = history.JoinedUnder(draft.Person);
        return joined.Count == 0
            ? new((Lead?)null)
            : duplicates.JoinedAsync(joined, history.NumberOf(draft.Person)!, cancellationToken);
    }

    /// <summary>
    /// The same without committing, for a batch that others share; a taken phone then refuses the whole batch.
    /// </summary>
    public async ValueTask<Verdict<LeadTaken>> AddAsync(
        EntityInput input,
        WriteBatch batch,
        Command command,
        CancellationToken cancellationToken
    )
    {
        var draft = await ParseAsync(input, command, cancellationToken);
        if (draft.IsRefused)
            return draft.Refusal;
        var history = await consents.ForAsync([draft.Value.Person], cancellationToken);
        if (await JoinedAsync(history, draft.Value, cancellationToken) is { } joined)
            return await duplicates.FaultAsync(
                joined,
                LeadStore.OpenPhoneIndex,
                DuplicateWay.Change,
                command.Actor,
                cancellationToken
            );
        var intake = new Intake(draft.Value, history);
        return await AddAsync(intake, batch, command, cancellationToken);
    }

    private async ValueTask<Verdict<LeadDraft>> ParseAsync(
        EntityInput input,
        Command command,
        CancellationToken cancellationToken
    )
    {
        var parser = new LeadDraftParser(
            await customFields.OfAsync(EntityKind.Lead, cancellationToken)
        );
        var draft = parser.Parse(input, SourceChannel.Manual);
        var unknown = await start.FaultAsync(input.WorkflowId, cancellationToken);
        if (unknown is not null)
            return Verdict<LeadDraft>.Refuse([.. draft.Faults, unknown]);
        if (draft.IsRefused)
            return draft;
        var objections = draft.Value.Consent.ObjectionsAt(command.Now);
        return objections.Count == 0
            ? draft.Value with
            {
                WorkflowId = input.WorkflowId,
            }
            : Verdict<LeadDraft>.Refuse(objections);
    }

    private async ValueTask<LeadTaken> AddAsync(
        Intake intake,
        WriteBatch batch,
        Command command,
        CancellationToken cancellationToken
    )
    {
        var (draft, history) = (intake.Draft, intake.History);
        var identity = new LeadIdentity(
            await ids.NextAsync<LeadId>(cancellationToken),
            await ids.NextAsync<PiiId>(cancellationToken)
        );
        var known = history.Of(draft.Person);
        history.Say(draft.Person, draft.ConsentLines(command));
        await history.AddAsync(batch, command, cancellationToken);
        var made = assembly.Assemble(batch, identity, draft, known, command);
        if (intake.Turn is { } turn)
            made = Given(
                made,
                await assigner.GiveAsync(batch, made.Lead, turn, command, cancellationToken)
            );
        var started = await assembly.StartAsync(batch, [made], command, cancellationToken);
        List<FieldWarning> warnings = [.. draft.Warnings];
        if (known.BarsAll() && made.Lead.DoNotContact)
            warnings.Add(OptedOut);
        if (intake.Turn is not null && made.Lead.OwnerId is null)
            warnings.Add(NobodyThere);
        return new LeadTaken(started[0], IsNew: true, warnings);
    }

    private static AssembledLead Given(AssembledLead made, Lead given) =>
        given.OwnerId is { } agent
            ? made with
            {
                Fact = made.Fact with
                {
                    Entity = given,
                    Refs = new Dictionary<string, string> { ["agent_id"] = agent },
                },
            }
            : made;

    /// <summary>A draft with what was said of consent before by whoever has the number.</summary>
    private sealed record Intake(LeadDraft Draft, ConsentHistory History)
    {
        /// <summary>Whose turn it is to be given the lead; null where nobody is looked for.</summary>
        public Turn? Turn { get; init; }
    }
}
