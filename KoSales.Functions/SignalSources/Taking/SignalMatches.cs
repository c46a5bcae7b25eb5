using KoSales.Domain.Contacts;
using KoSales.Domain.Entities.Personal;
using KoSales.Domain.Leads;
using KoSales.Domain.Signals;
using KoSales.Functions.Leads.Intake;
using KoSales.Functions.Pii;
using KoSales.Functions.Pii.Keys;
using KoSales.Functions.Pipelines;
using KoSales.Functions.Tasks.Making;
using NodaTime;

namespace KoSales.Functions.SignalSources.Taking;

/// <summary>Finds the records that a signal may be about: what it names, else whoever has its phone or e-mail
/// address by the vault's blind indexes, and the lead with its external reference.</summary>
public sealed class SignalMatches(
    IDocumentStore store,
    PiiSubjects vault,
    BlindIndex index,
    LeadDuplicates duplicates,
    TaskSubjects subjects
)
{
    private const int MostSubjects = 20;

    /// <summary>Each once, in no certain order; whoever may see them.</summary>
    public async ValueTask<IReadOnlyList<SignalCandidate>> FindAsync(
        EntityRef? named,
        LeadDraft? draft,
        CancellationToken cancellationToken
    )
    {
        if (named is not null)
            return await CandidateAsync(named, cancellationToken) is { } meant ? [meant] : [];
        if (draft is null)
            return [];
        HashSet<EntityRef> refs = [];
        foreach (var value in ValuesOf(draft.Person))
            refs.UnionWith(await vault.WithAsync(value, MostSubjects, cancellationToken));
        if (draft.Fields is { ExternalRef: { } reference, Source.Channel: var channel })
        {
            var same = await duplicates.WithExternalRefAsync(channel, reference, cancellationToken);
            if (same is not null)
                refs.Add(same.Ref);
        }

        List<SignalCandidate> found = [];
        foreach (var entity in refs)
        {
            if (await CandidateAsync(entity, cancellationToken) is { } candidate)
                found.Add(candidate);
        }

        return found;
    }

    private IEnumerable<BlindValue> ValuesOf(Person person)
    {
        if (person.Phone is { } phone)
            yield return new BlindValue(BlindKind.Phone, index.Of(phone));
        if (person.SecondPhone is { } second)
            yield return new BlindValue(BlindKind.Phone, index.Of(second));
        if (person.Email is { } email)
            yield return new BlindValue(BlindKind.Email, index.Of(email));
    }

    /// <summary>Null for absent, deleted and erased.</summary>
    private async ValueTask<SignalCandidate?> CandidateAsync(
        EntityRef entity,
        CancellationToken cancellationToken
    ) =>
        entity.Type switch
        {
            EntityKind.Lead => await LeadAsync(entity.Id, cancellationToken),
            EntityKind.Contact => await ContactAsync(entity.Id, cancellationToken),
            _ => await subjects.FindAsync(entity, Actor.System, cancellationToken) is not null
                ? new SignalCandidate(entity, IsOpen: true, null, Instant.MinValue)
                : null,
        };

    private async ValueTask<SignalCandidate?> LeadAsync(
        string id,
        CancellationToken cancellationToken
    ) =>
        await store.FindAsync(LeadStore.Collection, id, cancellationToken)
            is { DeletedAt: null, ErasedAt: null } lead
            ? new SignalCandidate(
                lead.Ref,
                lead.IsOpen,
                lead.Status,
                await SinceAsync(lead, cancellationToken)
            )
            : null;

    private async ValueTask<SignalCandidate?> ContactAsync(
        string id,
        CancellationToken cancellationToken
    ) =>
        await store.FindAsync(ContactStore.Collection, id, cancellationToken)
            is { DeletedAt: null, ErasedAt: null } contact
            ? new SignalCandidate(contact.Ref, contact.IsOpen, null, contact.UpdatedAt)
            : null;

    /// <summary>Of a closed lead with a pipeline: when it was closed.</summary>
    private async ValueTask<Instant> SinceAsync(Lead lead, CancellationToken cancellationToken) =>
        !lead.IsOpen
        && lead.PipelineId is { } pipeline
        && await store.FindPipelineAsync(pipeline, cancellationToken) is { } found
            ? found.StageEnteredAt
            : lead.UpdatedAt;
}
