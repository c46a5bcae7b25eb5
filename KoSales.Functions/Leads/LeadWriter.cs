using KoSales.Domain.Entities;
using KoSales.Domain.Entities.Personal;
using KoSales.Domain.Leads;
using KoSales.Domain.Loads;
using KoSales.Functions.Entities;
using KoSales.Functions.Entities.Handing;
using KoSales.Functions.Leads.Intake;
using KoSales.Functions.Leads.Parts.Pipelines;
using KoSales.Functions.Scoring;
using KoSales.Functions.Writing;

namespace KoSales.Functions.Leads;

/// <summary>A decision about a lead in hand; may add to the batch what must be committed with it.</summary>
public delegate ValueTask<Verdict<LeadFact>> DecideLead(
    Lead lead,
    WriteBatch batch,
    CancellationToken cancellationToken
);

/// <summary>Carries a decision about an existing lead through: load within scope, decide, score, journal,
/// commit, and again when somebody was faster.</summary>
public sealed class LeadWriter(
    IDocumentStore store,
    EntitySight sight,
    ScoreCardCache scores,
    LeadJournal journal,
    LeadDuplicates duplicates,
    ILeadPipelines pipelines,
    Commits commits
)
{
    /// <summary>The lead after the decision. Absent, deleted and out of scope are the same not-found.</summary>
    /// <param name="ifMatch">Given: the decision is for that version, and an overtaken one is refused (412)
    /// instead of made again.</param>
    public Task<Verdict<Lead>> DecideAsync(
        LeadId id,
        IfMatch? ifMatch,
        DecideLead decide,
        LeadCall call,
        CancellationToken cancellationToken
    ) =>
        commits.DecideAsync(
            Fault.Busy("lead.busy", $"The lead {id}"),
            async attempt =>
            {
                var prepared = await PrepareAsync(
                    id,
                    ifMatch,
                    decide,
                    attempt.Batch,
                    call,
                    cancellationToken
                );
                if (!prepared.IsRefused)
                    call.RecordAnswer(attempt.Batch, prepared.Value);
                return prepared;
            },
            cancellationToken,
            async (lead, index) =>
                await duplicates.FaultOfAsync(lead, index, call.Command.Actor, cancellationToken)
                    is { } taken
                    ? taken
                    : default(Verdict<Lead>?)
        );

    /// <summary>The same without committing: adds the writes to a batch that others share.</summary>
    public async ValueTask<Verdict<Lead>> PrepareAsync(
        LeadId id,
        IfMatch? ifMatch,
        DecideLead decide,
        WriteBatch batch,
        LeadCall call,
        CancellationToken cancellationToken
    )
    {
        var lead = await store.FindAsync(LeadStore.Collection, id.Value, cancellationToken);
        if (lead is null || lead.DeletedAt is not null != call.OfDeleted)
            return Fault.NotFound("lead", id.Value);
        if (await WhyHiddenAsync(lead, call, cancellationToken) is { } hidden)
            return hidden;
        if (ifMatch?.Check(id.Value, lead.Version) is { } stale)
            return stale;
        var verdict = await decide(lead, batch, cancellationToken);
        if (verdict.IsRefused)
            return verdict.Refusal;
        return verdict.Value.Changes.Count == 0
            ? lead
            : await AddAsync(batch, lead, verdict.Value, call.Command, cancellationToken);
    }

    /// <summary>
    /// Adds a decision that has changes to the batch, whoever may see the lead: scored, told of, with what
    /// follows for
    /// pipeline and tasks.
    /// </summary>
    public async ValueTask<Lead> AddAsync(
        WriteBatch batch,
        Lead before,
        LeadFact decided,
        Command command,
        CancellationToken cancellationToken
    )
    {
        var card = await scores.CurrentAsync(cancellationToken);
        var fact = decided.Rescored(card.Rescore(decided.Lead, decided.Paths, command.Now));
        var after = fact.Lead;
        batch.Replace(LeadStore.Collection, after).CountLead(before, after, command);
        await journal.RecordAsync(batch, fact, command, cancellationToken);
        if (before.DeletedAt is null != after.DeletedAt is null)
        {
            await pipelines.TurnAsync(batch, before, after, command, cancellationToken);
            return after;
        }

        var barred = after.BarredChannels();
        if (!before.BarredChannels().IsSupersetOf(barred))
            await pipelines.BarAsync(batch, after.Id, barred, command, cancellationToken);
        return after;
    }

    /// <summary>Null for who may make the change.</summary>
    private async ValueTask<Fault?> WhyHiddenAsync(
        Lead lead,
        LeadCall call,
        CancellationToken cancellationToken
    )
    {
        var actor = call.Command.Actor;
        if (call.IsOfAnyScope || EntityScope.Sees(actor, lead))
            return null;
        if (!await sight.SeesAsync(actor, lead, cancellationToken))
            return Fault.NotFound("lead", lead.Key);
        return call.ForPlacersOnly ? EntityOwners.NotYours("lead") : null;
    }
}

/// <summary>Who asks, and how their answer is recorded in the transaction.</summary>
/// <param name="OfDeleted">The lead must be a deleted one, as for restoring; otherwise those are not
/// found.</param>
public sealed record LeadCall(Command Command, bool OfDeleted = false)
{
    /// <summary>The caller need not see the lead, and is shown nothing of it.</summary>
    public bool IsOfAnyScope { get; init; }

    /// <summary>Refused to who sees the lead only since they work a task about it: whose it is, and whether
    /// it is there, is not theirs to say.</summary>
    public bool ForPlacersOnly { get; init; }

    /// <summary>What the command's caller answers with; the lead itself unless the use case says
    /// otherwise.</summary>
    public Func<Lead, object> Result { get; init; } = lead => lead;

    public void RecordAnswer(WriteBatch batch, Lead lead) =>
        Command.RecordAnswer(batch, Result(lead));

    public static implicit operator LeadCall(Command command) => new(command);
}
