using KoSales.Domain.Entities;
using KoSales.Domain.Entities.Personal;
using KoSales.Domain.Leads;
using KoSales.Domain.Loads;
using KoSales.Domain.Pii;
using KoSales.Functions.Entities.Changing;
using KoSales.Functions.Entities.Personal;
using KoSales.Functions.Scoring;

namespace KoSales.Functions.Leads.Intake;

public readonly record struct LeadIdentity(LeadId Lead, PiiId Pii);

/// <summary>A new lead before it is scored and started.</summary>
public sealed record AssembledLead(EntityFact<Lead> Fact)
{
    /// <summary>The workflow that it is to start on; null for the one that the rules or the default
    /// say.</summary>
    public string? WorkflowId { get; init; }

    /// <summary>The stage at which it is to start; null for the first.</summary>
    public LeadEntry? Entry { get; init; }

    public Lead Lead => Fact.Entity;
}

/// <summary>Puts new leads together: personal data into the vault, the rest into the lead.</summary>
public sealed class LeadAssembly(PersonalChanges personal, ScoreCardCache scores, ILeadStart start)
{
    /// <summary>Adds the encrypted personal data to the batch and decides what the lead is. Computation only; safe
    /// side by side with batches of their own.</summary>
    /// <param name="known">What was said before by whoever has the number.</param>
    public AssembledLead Assemble(
        WriteBatch batch,
        LeadIdentity identity,
        LeadDraft draft,
        IReadOnlyList<ConsentEntry> known,
        Command command
    )
    {
        var ledger = known.With(draft.ConsentLines(command));
        var fields = draft.Fields with { Id = identity.Lead, PiiId = identity.Pii.Value };
        var masked = personal.Keep(batch, fields, draft.Person, ledger, command);
        var fact = LeadDecisions.Create(
            identity.Lead,
            identity.Pii.Value,
            draft.Fields,
            masked,
            command
        );
        var lead = fact.Entity.Showing(ledger) with { Origin = draft.Origin };
        return new AssembledLead(fact with { Entity = Placed(lead, draft, command) })
        {
            WorkflowId = draft.Entry?.WorkflowId ?? draft.WorkflowId,
            Entry = draft.Entry,
        };
    }

    /// <summary>The lead as it will be, without what only the vault adds: what rules can be asked
    /// of.</summary>
    public static Lead Sketch(LeadDraft draft, Command command)
    {
        var masked = new MaskedFields(
            "",
            draft.Person.Phone?.Mask(),
            draft.Person.Email?.Mask(),
            null,
            null,
            null
        );
        var fact = LeadDecisions.Create(
            LeadId.Of(""),
            "",
            draft.Fields,
            masked.Named(draft.Fields, draft.Person.FullName),
            command
        );
        return Placed(fact.Entity.Showing(draft.ConsentLines(command)), draft, command);
    }

    /// <summary>Scores and starts new leads, and adds them with event and timeline to the batch.</summary>
    public ValueTask<IReadOnlyList<Lead>> StartAsync(
        WriteBatch batch,
        IReadOnlyList<AssembledLead> assembled,
        Command command,
        CancellationToken cancellationToken
    ) => StartAsync(batch, assembled, command, begin: true, cancellationToken);

    /// <param name="begin">False: scored and stored only.</param>
    public async ValueTask<IReadOnlyList<Lead>> StartAsync(
        WriteBatch batch,
        IReadOnlyList<AssembledLead> assembled,
        Command command,
        bool begin,
        CancellationToken cancellationToken
    )
    {
        var card = await scores.CurrentAsync(cancellationToken);
        IReadOnlyList<Lead> started = [.. assembled.Select(a => a.Lead)];
        if (begin)
            started = await start.BeginAsync(
                batch,
                [
                    .. assembled.Select(a => new StartingLead(a.Lead, a.WorkflowId)
                    {
                        Entry = a.Entry,
                    }),
                ],
                command,
                cancellationToken
            );
        var leads = new Lead[started.Count];
        for (var i = 0; i < leads.Length; i++)
        {
            leads[i] = card.Score(started[i], command.Now);
            batch
                .Insert(LeadStore.Collection, leads[i])
                .CountLead(null, leads[i], command)
                .RecordUnfolded(assembled[i].Fact with { Entity = leads[i] }, command);
        }

        return leads;
    }

    /// <summary>With whom and since when the lead is, where its row says it.</summary>
    private static Lead Placed(Lead lead, LeadDraft draft, Command command)
    {
        if (draft.Placement?.CreatedAt is { } createdAt)
            lead = lead with { CreatedAt = createdAt };
        if (draft.Holder is not { } holder)
            return lead;
        return lead with
        {
            OwnerId = holder.OwnerId,
            TeamId = holder.TeamId,
            AssignedAt = holder.OwnerId is null ? null : command.Now,
            Assignment = holder.OwnerId is null ? null : new LeadAssignment(AssignmentMode.Manual),
        };
    }
}
