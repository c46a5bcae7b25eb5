using KoSales.Domain.Entities.Personal;
using KoSales.Domain.Leads;
using KoSales.Domain.Pii;
using KoSales.Functions.Entities.Personal;
using KoSales.Functions.Leads.Intake;
using KoSales.Functions.Pii;
using KoSales.Functions.Writing;

namespace KoSales.Functions.Leads.Bulk;

/// <summary>Personal data is encrypted on all cores; ids come in blocks; a chunk is one transaction.
/// Thread-safe.</summary>
public sealed class BulkLeadIntake(
    IDocumentStore store,
    IdAllocator ids,
    PiiVault vault,
    LeadAssembly assembly,
    PersonConsents consents,
    LeadMerging merging,
    Commits commits
) : IBulkLeadIntake
{
    private const int ChunkSize = 500;

    public async Task<IReadOnlyList<BulkOutcome>> CreateManyAsync(
        IReadOnlyList<LeadDraft> drafts,
        BulkOptions options,
        Command command,
        CancellationToken cancellationToken
    )
    {
        List<BulkOutcome> outcomes = new(drafts.Count);
        foreach (var chunk in drafts.Chunk(ChunkSize))
            outcomes.AddRange(await ChunkAsync(chunk, options, command, cancellationToken));
        return outcomes;
    }

    private async Task<BulkOutcome[]> ChunkAsync(
        LeadDraft[] drafts,
        BulkOptions options,
        Command command,
        CancellationToken cancellationToken
    )
    {
        KnownLeads.Keyed[] keyed = [.. drafts.Select(d => KnownLeads.Keyed.Of(d, vault))];
        Person[] people = [.. drafts.Select(d => d.Person)];
        var made = await commits.DecideAsync<BulkOutcome[]>(
            Fault.Busy("lead.busy", "One of the leads with these phones"),
            async attempt =>
            {
                var chunk = new Chunk(keyed, await consents.ForAsync(people, cancellationToken));
                var plan = await PlanAsync(chunk, options, command.Actor, cancellationToken);
                var outcomes = OutcomesOf(keyed, plan, options);
                if (options.DryRun)
                    return outcomes;
                attempt.Batch.Append(
                    await PrepareAsync(
                        chunk,
                        plan,
                        new BulkCall(options, command),
                        cancellationToken
                    )
                );
                if (!options.Merges)
                    options.Record?.Invoke(attempt.Batch, outcomes);
                return outcomes;
            },
            cancellationToken
        );
        if (made.IsRefused)
            return [.. drafts.Select(_ => BulkOutcome.Failed(made.Faults[0]))];
        return options is { Merges: true, DryRun: false }
            ? await MergeAsync(keyed, made.Value, new BulkCall(options, command), cancellationToken)
            : made.Value;
    }

    /// <summary>For each draft the lead that it is or will be, and whether it is to be made.</summary>
    private async Task<Step[]> PlanAsync(
        Chunk chunk,
        BulkOptions options,
        Actor by,
        CancellationToken cancellationToken
    )
    {
        var (drafts, history) = chunk;
        var known = await KnownLeads.LoadAsync(store, drafts, history, by, cancellationToken);
        var most = drafts.Count(d => known.MadeBy(d.Draft) is null && known.SameAs(d) is null);
        var leads = options.DryRun
            ? new LeadId[most]
            : await ids.BlockAsync<LeadId>(most, cancellationToken);
        var piis = options.DryRun
            ? new PiiId[most]
            : await ids.BlockAsync<PiiId>(most, cancellationToken);
        var made = 0;
        return [.. drafts.Select(Next)];

        Step Next(KnownLeads.Keyed draft)
        {
            if (known.MadeBy(draft.Draft) is { } before)
                return new Step(BulkStatus.Created, before, null);
            if (known.SameAs(draft) is { } same)
                return new Step(BulkStatus.Duplicate, same, null)
                {
                    IsUnseen = known.IsUnseen(same),
                };
            var identity = new LeadIdentity(leads[made], piis[made]);
            made++;
            known.Add(draft, identity.Lead);
            return new Step(BulkStatus.Created, identity.Lead, identity);
        }
    }

    private async ValueTask<IReadOnlyList<AssembledLead>> AssembleAsync(
        WriteBatch batch,
        Chunk chunk,
        Step[] plan,
        Command command,
        CancellationToken cancellationToken
    )
    {
        var (drafts, known) = chunk;
        int[] fresh = [.. Enumerable.Range(0, plan.Length).Where(i => plan[i].New is not null)];
        var parts = new WriteBatch[fresh.Length];
        var made = new AssembledLead[fresh.Length];
        Parallel.For(
            0,
            fresh.Length,
            i =>
            {
                parts[i] = new WriteBatch();
                made[i] = assembly.Assemble(
                    parts[i],
                    plan[fresh[i]].New!.Value,
                    drafts[fresh[i]].Draft,
                    known.Of(drafts[fresh[i]].Draft.Person),
                    command
                );
            }
        );
        foreach (var part in parts)
            batch.Append(part);
        foreach (var i in fresh)
            known.Say(drafts[i].Draft.Person, drafts[i].Draft.ConsentLines(command));
        await known.AddAsync(batch, command, cancellationToken);
        return made;
    }

    /// <summary>The new leads and all that begins with them.</summary>
    private async Task<WriteBatch> PrepareAsync(
        Chunk chunk,
        Step[] plan,
        BulkCall call,
        CancellationToken cancellationToken
    )
    {
        var batch = new WriteBatch();
        var command = call.Command with { EventBatch = new EventBatch() };
        var assembled = await AssembleAsync(batch, chunk, plan, command, cancellationToken);
        if (call.Options.WorkflowId is { } workflow)
            assembled = [.. assembled.Select(a => a with { WorkflowId = workflow })];
        await assembly.StartAsync(batch, assembled, command, call.Options.Start, cancellationToken);
        command.EventBatch.AddTo(batch, command);
        return batch;
    }

    private static BulkOutcome[] OutcomesOf(
        KnownLeads.Keyed[] drafts,
        Step[] plan,
        BulkOptions options
    ) =>
        [
            .. plan.Select(
                (step, i) =>
                    step.Status == BulkStatus.Created
                        ? BulkOutcome.Created(step.Lead)
                        : options.OnDuplicate switch
                        {
                            DuplicatePolicy.Skip => new BulkOutcome(
                                BulkStatus.Duplicate,
                                step.Shown,
                                []
                            ),
                            DuplicatePolicy.Fail => new BulkOutcome(
                                BulkStatus.Failed,
                                step.Shown,
                                [FaultOf(drafts[i], step)]
                            ),
                            DuplicatePolicy.Merge or DuplicatePolicy.Signal when step.IsUnseen =>
                                new BulkOutcome(
                                    BulkStatus.Failed,
                                    null,
                                    [FaultOf(drafts[i], step)]
                                ),
                            DuplicatePolicy.Merge or DuplicatePolicy.Signal => new BulkOutcome(
                                BulkStatus.Merged,
                                step.Lead,
                                []
                            ),
                        }
            ),
        ];

    private async Task<BulkOutcome[]> MergeAsync(
        KnownLeads.Keyed[] drafts,
        BulkOutcome[] outcomes,
        BulkCall call,
        CancellationToken cancellationToken
    )
    {
        for (var i = 0; i < outcomes.Length; i++)
        {
            if (outcomes[i].Status == BulkStatus.Merged)
                outcomes[i] = await MergeAsync(
                    outcomes[i].Lead!.Value,
                    drafts[i].Draft,
                    call.Command,
                    cancellationToken
                );
        }

        var record = new WriteBatch();
        call.Options.Record?.Invoke(record, outcomes);
        var result = await store.CommitAsync(record, cancellationToken);
        return result.IsCommitted
            ? outcomes
            : throw new InvalidOperationException(
                $"the record of a chunk was refused as {result.Status}"
            );
    }

    private async Task<BulkOutcome> MergeAsync(
        LeadId existing,
        LeadDraft draft,
        Command command,
        CancellationToken cancellationToken
    )
    {
        var merged = await merging.TakeAsync(
            existing,
            draft,
            DuplicatePolicy.Merge,
            command,
            cancellationToken
        );
        if (!merged.IsRefused)
            return new BulkOutcome(BulkStatus.Merged, existing, []);
        // Nothing is merged into a closed lead, which keeps its reference.
        var faults =
            merged.Faults[0].Kind == FaultKind.NotFound
                ? [LeadDuplicates.DuplicateRef(existing)]
                : merged.Faults;
        return new BulkOutcome(BulkStatus.Failed, existing, faults);
    }

    private static Fault FaultOf(KnownLeads.Keyed draft, Step step)
    {
        if (step.IsUnseen)
            return draft.PhoneIndex is not null
                ? LeadDuplicates.PhoneElsewhere(Elsewhere, DuplicateWay.Import)
                : LeadDuplicates.RefElsewhere(Elsewhere);
        return draft.PhoneIndex is not null
            ? LeadDuplicates.DuplicatePhone(step.Lead, DuplicateWay.Import)
            : LeadDuplicates.DuplicateRef(step.Lead);
    }

    // Rows by the thousand do not tell whose all of them are.
    private static readonly LeadPlace Elsewhere = new(null, null);

    /// <param name="New">Set for a lead that is to be made now.</param>
    private sealed record Step(BulkStatus Status, LeadId Lead, LeadIdentity? New)
    {
        /// <summary>A duplicate that the importer cannot see.</summary>
        public bool IsUnseen { get; init; }

        /// <summary>The lead, for who may be told which one it is.</summary>
        public LeadId? Shown => IsUnseen ? null : Lead;
    }

    private sealed record BulkCall(BulkOptions Options, Command Command);

    /// <summary>Drafts with what was said of consent before by whoever has their numbers.</summary>
    private sealed record Chunk(KnownLeads.Keyed[] Drafts, ConsentHistory History);
}
