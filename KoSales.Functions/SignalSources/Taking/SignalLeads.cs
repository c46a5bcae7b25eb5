using KoSales.Domain.Assignment;
using KoSales.Domain.Entities;
using KoSales.Domain.Fields;
using KoSales.Domain.Leads;
using KoSales.Domain.Pii;
using KoSales.Domain.Signals;
using KoSales.Functions.Agents;
using KoSales.Functions.Entities.Changing;
using KoSales.Functions.Entities.Personal;
using KoSales.Functions.Leads.Bulk;
using KoSales.Functions.Leads.Intake;
using KoSales.Functions.Leads.Parts.Notices;
using KoSales.Functions.Leads.Parts.Pipelines;
using KoSales.Functions.Signals;

namespace KoSales.Functions.SignalSources.Taking;

/// <summary>What signals do to leads: make one, add to one, open one again. The signal commits in the
/// transaction of that.</summary>
public sealed class SignalLeads(
    LeadIntake intake,
    EntityWriter<Lead> writer,
    PersonalChanges personal,
    PersonConsents consents,
    ILeadNotices notices,
    ILeadPipelines pipelines,
    Availability availability
)
{
    /// <summary>Something else is true by now: to be decided again.</summary>
    public static readonly Fault Overtaken = Fault.Conflict(
        "signal.overtaken",
        "The record that the signal is about has changed meanwhile."
    );

    /// <param name="draft">Of the new lead.</param>
    public async Task<Verdict<TakenSignal>> CreateAsync(
        SignalCase signal,
        LeadDraft draft,
        CancellationToken cancellationToken
    )
    {
        TakenSignal? answer = null;
        var command = signal.Recording(
            (batch, made) => answer = signal.Add(batch, Created(signal, ((LeadTaken)made).Lead))
        );
        var history = await consents.ForAsync([draft.Person], cancellationToken);
        var fields = draft.Fields.Counting(signal.Begun.OccurredAt);
        var isBarred = history.Of(draft.Person).BarsAll() || draft.Consent.DoNotContact == true;
        var counted = draft with
        {
            Fields = isBarred ? fields : fields with { NextActionAt = signal.Command.Now },
        };
        var policy = new IntakePolicy(DuplicatePolicy.Fail, signal.Arrived.Assignment.Auto);
        var taken = await intake.CreateAsync(counted, policy, command, cancellationToken);
        return taken.IsRefused ? taken.Refusal : answer!;
    }

    /// <param name="reopens">Whether the lead is closed and to be opened again.</param>
    public async Task<Verdict<TakenSignal>> AddAsync(
        SignalCase signal,
        string leadId,
        bool reopens,
        CancellationToken cancellationToken
    )
    {
        TakenSignal? answer = null;
        var before = default(Lead)!;
        List<SignalEffect> effects = [];
        var command = signal.Recording(
            (batch, after) =>
            {
                var matched = Matched(signal, before, (Lead)after, effects);
                if (reopens)
                    SignalJournal.Tell(batch, matched, signal.Command);
                answer = signal.Add(batch, matched);
            }
        );
        var call = new EntityCall<Lead>(leadId, command) { IsOfAnyScope = true };
        var written = await writer.DecideAsync(call, DecideAsync, cancellationToken);
        return written.IsRefused ? written.Refusal : answer!;

        async ValueTask<Verdict<EntityFact<Lead>>> DecideAsync(
            Lead lead,
            WriteBatch batch,
            CancellationToken token
        )
        {
            (before, effects) = (lead, []);
            if (lead.IsOpen == reopens)
                return Overtaken;
            var into = new BatchCall(batch, command);
            if (reopens)
            {
                effects.Add(new SignalEffect(SignalEffectType.Reopened, lead.Key));
                return await ReopenAsync(signal, lead, into, token);
            }

            var lines = signal.Lead.Value?.ConsentLines(command) ?? [];
            var said = await personal.SayAsync(lead, lines, into, token);
            if (said.IsRefused)
                return said.Refusal;
            if (signal.Begun.Kind.AsksForCall())
                effects.AddRange(await NoticeAsync(lead, into, token));
            return lead.EnquireAgain(HeardOf(signal.Begun), command, said.Value.Ledger);
        }
    }

    private async ValueTask<Verdict<EntityFact<Lead>>> ReopenAsync(
        SignalCase signal,
        Lead lead,
        BatchCall into,
        CancellationToken cancellationToken
    )
    {
        var holder = await availability.OrPoolAsync(
            new Holder(lead.OwnerId, lead.TeamId),
            into.Command.Now,
            cancellationToken
        );
        var reason = $"{signal.Begun.Key} of {signal.Begun.Source}";
        var reopened = lead.Reopen(reason, holder, into.Command);
        if (reopened.IsRefused)
            return reopened;
        var heard = reopened.Value.Entity.Counting(signal.Begun.OccurredAt) with
        {
            NextActionAt = into.Command.Now,
        };
        var fact = reopened.Value with
        {
            Entity = heard,
            Changes = LeadFields.Table.Differences(lead, heard),
        };
        return await pipelines.ReopenAsync(into.Batch, lead, fact, into.Command, cancellationToken);
    }

    private async ValueTask<IEnumerable<SignalEffect>> NoticeAsync(
        Lead lead,
        BatchCall into,
        CancellationToken cancellationToken
    )
    {
        var task = await notices.AddAsync(
            into.Batch,
            lead,
            LeadNotice.SignalCame,
            into.Command,
            cancellationToken
        );
        return task is null ? [] : [new SignalEffect(SignalEffectType.TaskCreated, task)];
    }

    private static HeardSignal HeardOf(Signal signal) =>
        new(signal.Key, signal.Source, WireNames<SignalKind>.Of(signal.Kind), signal.OccurredAt);

    private static Signal Created(SignalCase signal, Lead lead) =>
        signal.Begun.Take(
            new SignalOutcome(SignalStatus.CreatedLead, lead.Ref, HolderOf(lead))
            {
                Effects =
                [
                    new SignalEffect(SignalEffectType.LeadCreated, lead.Key),
                    .. signal.Begun.CallEffects(),
                ],
            },
            signal.Command
        );

    private static Signal Matched(
        SignalCase signal,
        Lead before,
        Lead after,
        IEnumerable<SignalEffect> effects
    )
    {
        var points = after.Score - before.Score;
        return signal.Begun.Take(
            new SignalOutcome(SignalStatus.Matched, after.Ref, HolderOf(after))
            {
                Effects =
                [
                    .. effects,
                    .. points == 0
                        ? Array.Empty<SignalEffect>()
                        : [new SignalEffect(SignalEffectType.Score, null, points)],
                    .. signal.Begun.CallEffects(),
                ],
            },
            signal.Command
        );
    }

    private static Holder HolderOf(Lead lead) => new(lead.OwnerId, lead.TeamId);
}
