using KoSales.Domain.Entities;
using KoSales.Domain.Entities.Personal;
using KoSales.Domain.Fields;
using KoSales.Domain.Pii;
using KoSales.Functions.Entities.Making;

namespace KoSales.Functions.Entities.Personal;

/// <summary>A new entity that has its number and fields, and the input that they were read of.</summary>
public sealed record MadeEntity<T>(T Entity, EntityInput Input)
    where T : Entity;

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
        MadeEntity<T> made,
        Command command,
        CancellationToken cancellationToken
    );

    /// <summary>The same for many in one transaction, in their order, with one look-up of what was said of
    /// consent before. What one of them says counts for all who have the number.</summary>
    ValueTask<IReadOnlyList<EntityTaken<T>>> KeepAllAsync(
        WriteBatch batch,
        IReadOnlyList<MadeEntity<T>> made,
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
        MadeEntity<T> made,
        Command command,
        CancellationToken cancellationToken
    )
    {
        var pii = await ids.NextAsync<PiiId>(cancellationToken);
        return (await KeepAsync(batch, [made], [pii], command, cancellationToken))[0];
    }

    public async ValueTask<IReadOnlyList<EntityTaken<T>>> KeepAllAsync(
        WriteBatch batch,
        IReadOnlyList<MadeEntity<T>> made,
        Command command,
        CancellationToken cancellationToken
    )
    {
        var piis = await ids.BlockAsync<PiiId>(made.Count, cancellationToken);
        return await KeepAsync(batch, made, piis, command, cancellationToken);
    }

    /// <param name="piis">In the order of the entities.</param>
    private async ValueTask<EntityTaken<T>[]> KeepAsync(
        WriteBatch batch,
        IReadOnlyList<MadeEntity<T>> made,
        IReadOnlyList<PiiId> piis,
        Command command,
        CancellationToken cancellationToken
    )
    {
        Speaker[] speakers = [.. made.Select(m => SpeakerOf(m.Input, command))];
        var history = await consents.ForAsync(
            [.. speakers.Select(s => s.Person)],
            cancellationToken
        );
        var heard = speakers.ToLookup(s => history.NumberOf(s.Person));
        EntityTaken<T>[] taken =
        [
            .. made.Select(
                (m, i) =>
                {
                    var known = new Known(
                        history.Of(speakers[i].Person),
                        SaidBy(speakers[i], heard[history.NumberOf(speakers[i].Person)])
                    );
                    var fields = m.Entity with { PiiId = piis[i].Value };
                    return Kept(batch, fields, speakers[i].Person, known, command);
                }
            ),
        ];
        foreach (var speaker in speakers)
            history.Say(speaker.Person, speaker.Said);
        await history.AddAsync(batch, command, cancellationToken);
        return taken;
    }

    private Speaker SpeakerOf(EntityInput input, Command command) =>
        new(
            PersonOf(input),
            new ConsentWords(input.DoNotContact, input.Consent).ToLines(life.Spec.Noun, command)
        );

    /// <summary>What those say who have the number of the first, which is all of them.</summary>
    private static IReadOnlyList<ConsentEntry> SaidBy(Speaker one, IEnumerable<Speaker> alike) =>
        one.Person is { Phone: null, Email: null } ? one.Said : [.. alike.SelectMany(s => s.Said)];

    private EntityTaken<T> Kept(
        WriteBatch batch,
        T fields,
        Person person,
        Known known,
        Command command
    )
    {
        var ledger = known.Before.With(known.Said);
        var masked = changes.Keep(batch, fields, person, ledger, command);
        var kept = ((T)fields.Showing(masked)).Showing(ledger);
        return new EntityTaken<T>(
            kept,
            known.Before.BarsAll() && kept.DoNotContact ? [OptedOut(life.Spec.Noun)] : []
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

    private sealed record Speaker(Person Person, IReadOnlyList<ConsentEntry> Said);

    /// <param name="Before">By whoever had the number.</param>
    /// <param name="Said">Now.</param>
    private sealed record Known(
        IReadOnlyList<ConsentEntry> Before,
        IReadOnlyList<ConsentEntry> Said
    );
}
