using KoSales.Domain.Entities;
using KoSales.Domain.Entities.Personal;
using KoSales.Domain.Fields;
using KoSales.Domain.Pii;
using KoSales.Functions.Entities.Making;

namespace KoSales.Functions.Entities.Personal;

/// <summary>What making and changing an entity does to its personal data. Registered for kinds that have
/// some.</summary>
public interface IPersonalSide<T>
    where T : Entity
{
    /// <summary>Notes every fault of the personal part, and what is odd about it.</summary>
    /// <param name="fields">The entity with its fields as they will be.</param>
    void Check(T fields, EntityInput input, FieldChecks checks, Command command);

    /// <summary>The new entity with what it shows, its data added to the batch. For an input that was
    /// checked.</summary>
    ValueTask<EntityTaken<T>> KeepAsync(
        WriteBatch batch,
        T made,
        EntityInput input,
        Command command,
        CancellationToken cancellationToken
    );

    /// <summary>The entity with what it shows after an edit, the changes of its data added to the batch. For
    /// an input that was checked.</summary>
    /// <param name="after">With its fields as they will be.</param>
    ValueTask<Verdict<T>> ChangeAsync(
        WriteBatch batch,
        T before,
        T after,
        EntityInput input,
        Command command,
        CancellationToken cancellationToken
    );
}

/// <summary>The same, for every kind that the shared use cases make.</summary>
public sealed class PersonalSide<T>(
    EntityLife<T> life,
    IdAllocator ids,
    PersonalChanges changes,
    PersonConsents consents
) : IPersonalSide<T>
    where T : PersonalEntity
{
    private static readonly HashSet<string> Nothing = [];

    public void Check(T fields, EntityInput input, FieldChecks checks, Command command)
    {
        var person = Person.Read(input, checks);
        checks.Faults.AddRange(new ConsentWords(null, input.Consent).ObjectionsAt(command.Now));
        checks.Warnings.AddRange(person.StateWarnings(life.PlaceOf(fields)));
        if (life.PlaceOf(fields) is { } place)
            checks.Warnings.AddRange(place.WarningsAt("/" + life.PlaceAt));
        var isNamed = input.Named?.Contains("name") ?? true;
        if (life.NeedsFullName && isNamed && person.FullName is null && !checks.HasFaultAt("/name"))
            checks.Refuse("/name", "required", "A name is needed.");
    }

    public async ValueTask<EntityTaken<T>> KeepAsync(
        WriteBatch batch,
        T made,
        EntityInput input,
        Command command,
        CancellationToken cancellationToken
    )
    {
        var person = PersonOf(input);
        var said = new ConsentWords(input.DoNotContact, input.Consent).ToLines(
            life.Spec.Noun,
            command
        );
        var history = await consents.ForAsync([person], cancellationToken);
        var known = history.Of(person);
        history.Say(person, said);
        await history.AddAsync(batch, command, cancellationToken);
        var ledger = known.With(said);
        var pii = await ids.NextAsync<PiiId>(cancellationToken);
        var fields = made with { PiiId = pii.Value };
        var masked = changes.Keep(batch, fields, person, ledger, command);
        var kept = ((T)fields.Showing(masked)).Showing(ledger);
        return new EntityTaken<T>(
            kept,
            known.BarsAll() && kept.DoNotContact ? [OptedOut(life.Spec.Noun)] : []
        );
    }

    public async ValueTask<Verdict<T>> ChangeAsync(
        WriteBatch batch,
        T before,
        T after,
        EntityInput input,
        Command command,
        CancellationToken cancellationToken
    )
    {
        var named = input.Named ?? Nothing;
        var said = PersonalChanges.SaidIn(named, input.DoNotContact, before, command);
        var changed = await changes.PatchAsync(
            new EditedPerson(before, after, PersonOf(input)),
            named,
            said,
            new BatchCall(batch, command),
            cancellationToken
        );
        if (changed.IsRefused)
            return changed.Refusal;
        var (masked, ledger) = changed.Value;
        if (PersonalChanges.StillBarred(before, said, ledger) is { } barred)
            return barred;
        var shown = (T)after.Showing(masked);
        return ledger is null ? shown : shown.Showing(ledger);
    }

    private static FieldWarning OptedOut(string noun) =>
        new FieldWarning(
            "/phone",
            $"{noun}.opted_out",
            $"Whoever has this number asked not to be contacted; the {noun} shows it."
        );

    /// <summary>A GSTIN holds the PAN of whoever is registered.</summary>
    private static Person PersonOf(EntityInput input)
    {
        var person = Person.Read(input, new FieldChecks());
        return person with { Pan = person.Pan ?? person.Gstin?.Pan };
    }
}
