using System.Runtime.InteropServices;
using KoSales.Domain.Leads;
using KoSales.Domain.Signals;
using KoSales.Functions.Pii.Keys;

namespace KoSales.Functions.SignalSources.Taking;

/// <summary>Takes signals in: whom it is about, what is to be done, and that once, whatever is delivered how
/// often and at the same time.</summary>
public sealed class SignalTaking(
    IDocumentStore store,
    IdAllocator ids,
    SignalDrafts drafts,
    SignalMatches matches,
    SignalLeads leads,
    SignalRecords records,
    SecretBox box
)
{
    private const int MostPlans = 12;

    private static readonly SignalFault NoMatch = new(
        "signal.no_match",
        "Nobody who is known has it, and signals of this kind make no lead."
    );

    /// <summary>An external reference alone makes a lead of an import, and nobody to answer.</summary>
    private static readonly Fault Unreachable = Fault.Invalid(
        "/phone",
        "signal.unreachable",
        "The signal has neither a phone nor an e-mail address; it is taken in when it is delivered again with one."
    );

    private static readonly HashSet<string> PlannedAgain =
    [
        SignalLeads.Overtaken.Code,
        Leads.Intake.LeadDuplicates.SignalTaken.Code,
        "lead.duplicate_phone",
        "lead.duplicate_external_ref",
        "lead.not_found",
        "lead.erased",
        "lead.already_open",
    ];

    /// <summary>One transaction: the signal with all that it does. One of the same source and key that is done
    /// is answered as it is; one that failed before is tried again.</summary>
    public async Task<Verdict<TakenSignal>> TakeAsync(
        ArrivedSignal arrived,
        Command command,
        CancellationToken cancellationToken
    )
    {
        var same = SignalStore.With(arrived.Source, arrived.Reading.DedupeKey);
        for (var i = 0; i < MostPlans; i++)
        {
            var known = await store.FirstAsync(SignalStore.Collection, same, cancellationToken);
            if (known is { IsDone: true })
                return new TakenSignal(known, IsNew: false);
            var begun =
                known?.ReadAs(arrived.Draft)
                ?? SignalDecisions.Receive(
                    await ids.NextAsync<SignalId>(cancellationToken),
                    arrived.Draft,
                    arrived.Assignment.TeamId ?? command.Actor.TeamId,
                    command
                );
            var lead = await drafts.ReadAsync(arrived, command.Now, cancellationToken);
            var signal = new SignalCase(arrived, begun, known is not null, command) { Lead = lead };
            var taken = await TakeOnceAsync(signal, cancellationToken);
            if (!taken.IsRefused || !PlannedAgain.Contains(taken.Faults[0].Code))
                return taken;
        }

        return Fault.Busy("signal.busy", "The record that the signal is about");
    }

    /// <summary>What would be done, and about what; changes nothing.</summary>
    public async ValueTask<PlannedSignal> PlanAsync(
        ArrivedSignal arrived,
        Command command,
        CancellationToken cancellationToken
    )
    {
        var lead = await drafts.ReadAsync(arrived, command.Now, cancellationToken);
        var found = await matches.FindAsync(arrived.Named, lead.Value, cancellationToken);
        return new PlannedSignal(lead, found, PlanOf(arrived, found, command));
    }

    private static SignalPlan PlanOf(
        ArrivedSignal arrived,
        IReadOnlyList<SignalCandidate> found,
        Command command
    ) =>
        SignalPlan.Of(
            arrived.Reading.Kind,
            found,
            arrived.ClosedLeads,
            arrived.Named is not null,
            command.Now
        );

    private async Task<Verdict<TakenSignal>> TakeOnceAsync(
        SignalCase signal,
        CancellationToken cancellationToken
    )
    {
        var named = signal.Arrived.Named;
        var found = await matches.FindAsync(named, signal.Lead.Value, cancellationToken);
        var plan = PlanOf(signal.Arrived, found, signal.Command);
        var done = await DoAsync(signal, plan, found, cancellationToken);
        return done.IsRefused && IsToBeKept(signal, done.Faults[0])
            ? await FailAsync(signal, done.Faults[0], cancellationToken)
            : done;
    }

    private Task<Verdict<TakenSignal>> DoAsync(
        SignalCase signal,
        SignalPlan plan,
        IReadOnlyList<SignalCandidate> found,
        CancellationToken cancellationToken
    ) =>
        plan switch
        {
            { Move: SignalMove.Add, Target: { Type: EntityKind.Lead } lead } => leads.AddAsync(
                signal,
                lead.Id,
                reopens: false,
                cancellationToken
            ),
            { Move: SignalMove.Reopen, Target: { } closed } => leads.AddAsync(
                signal,
                closed.Id,
                reopens: true,
                cancellationToken
            ),
            { Move: SignalMove.Add or SignalMove.Note, Target: { } about } => records.NoteAsync(
                signal,
                about,
                isWorked: plan.Move == SignalMove.Add && about.Type == EntityKind.Contact,
                cancellationToken
            ),
            { Move: SignalMove.Create } => CreateAsync(signal, found, cancellationToken),
            _ => records.KeepAsync(
                signal,
                signal.Begun.Ignore(NoMatch, signal.Command),
                cancellationToken
            ),
        };

    private Task<Verdict<TakenSignal>> CreateAsync(
        SignalCase signal,
        IReadOnlyList<SignalCandidate> found,
        CancellationToken cancellationToken
    )
    {
        var errors = ErrorsOf(signal.Lead);
        return errors.Count > 0
            ? Task.FromResult(Verdict<TakenSignal>.Refuse(errors))
            : leads.CreateAsync(signal, Beside(signal.Lead.Value!, found), cancellationToken);
    }

    /// <summary>Why no lead can be made of it; empty when one can.</summary>
    public static IReadOnlyList<Fault> ErrorsOf(SignalLead lead) =>
        lead.Value is { Person: { Phone: null, Email: null } } ? [Unreachable] : lead.Draft.Faults;

    /// <summary>A new lead beside a closed one leaves the external reference to that.</summary>
    private static LeadDraft Beside(LeadDraft draft, IReadOnlyList<SignalCandidate> found) =>
        found.Any(c => c.Ref.Type == EntityKind.Lead)
            ? draft with
            {
                Fields = draft.Fields with { ExternalRef = null },
            }
            : draft;

    private static bool IsToBeKept(SignalCase signal, Fault fault) =>
        signal.Arrived.KeepsFailures
        && fault.Kind != FaultKind.Unavailable
        && !PlannedAgain.Contains(fault.Code);

    private Task<Verdict<TakenSignal>> FailAsync(
        SignalCase signal,
        Fault fault,
        CancellationToken cancellationToken
    )
    {
        var begun = signal.Begun;
        var raw = JsonMarshal.GetRawUtf8Value(signal.Arrived.Reading.Raw);
        var kept = box.Seal(Signal.SealContext(begun.Source, begun.DedupeKey), raw);
        var failed = begun.Fail(SignalFault.Of(fault), kept, signal.Command);
        return records.KeepAsync(signal, failed, cancellationToken);
    }
}

/// <param name="Found">The records that it may be about.</param>
public sealed record PlannedSignal(
    SignalLead Lead,
    IReadOnlyList<SignalCandidate> Found,
    SignalPlan Plan
);
