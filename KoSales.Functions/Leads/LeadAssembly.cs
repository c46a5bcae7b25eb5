using KoSales.Domain.Assignment;
using KoSales.Domain.Kernel;
using KoSales.Domain.Leads;
using KoSales.Domain.Pii;
using KoSales.Domain.Storage;
using KoSales.Functions.Pii;
using KoSales.Functions.Scoring;

namespace KoSales.Functions.Leads;

public readonly record struct LeadIdentity(LeadId Lead, PiiId Pii);

/// <summary>Puts new leads together: personal data into the vault, the rest into the lead.</summary>
public sealed class LeadAssembly(PiiVault vault, ScoreBook scores, ILeadStart start)
{
    /// <summary>Seals the personal data into the batch and decides what the lead is. Computation only; safe side by side with batches of their own.</summary>
    public LeadFact Assemble(WriteBatch batch, LeadIdentity identity, LeadDraft draft, Command command)
    {
        var sealedFace = vault.Add(batch, identity.Pii, identity.Lead.Ref, draft.Person.ToPersonalData(), command);
        var face = FaceOf(sealedFace).Named(draft.Profile, draft.Person.FullName);
        var fact = LeadDecisions.Create(identity.Lead, identity.Pii.Value, draft.Profile, face, command);
        if (draft.WorkflowId is not null) fact = fact with { WorkflowId = draft.WorkflowId };
        return draft.Origin is null ? fact : fact with { Lead = fact.Lead with { Origin = draft.Origin } };
    }

    /// <summary>Scores and starts new leads, and adds them with event and timeline to the batch.</summary>
    public ValueTask<IReadOnlyList<Lead>> StartAsync(WriteBatch batch, IReadOnlyList<LeadFact> facts, Command command, CancellationToken cancellationToken) =>
        StartAsync(batch, facts, command, begin: true, cancellationToken);

    /// <param name="begin">False: scored and stored only.</param>
    public async ValueTask<IReadOnlyList<Lead>> StartAsync(
        WriteBatch batch, IReadOnlyList<LeadFact> facts, Command command, bool begin, CancellationToken cancellationToken)
    {
        var card = await scores.CurrentAsync(cancellationToken);
        IReadOnlyList<Lead> started = [.. facts.Select(f => f.Lead)];
        if (begin) started = await start.BeginAsync(batch, [.. facts.Select(f => new StartingLead(f.Lead, f.WorkflowId))], command, cancellationToken);
        var leads = new Lead[started.Count];
        for (var i = 0; i < leads.Length; i++)
        {
            leads[i] = card.Score(started[i], command.Now);
            batch.Insert(LeadStore.Collection, leads[i]).CountLead(null, leads[i], command);
            LeadJournal.RecordNew(batch, facts[i] with { Lead = leads[i] }, command);
        }

        return leads;
    }

    /// <summary>What the lead keeps of its personal data; not named yet.</summary>
    public static LeadFace FaceOf(PiiFace face) => new("", face.PhoneMasked, face.EmailMasked, face.PhoneIndex, face.EmailIndex, face.GstinIndex);
}
