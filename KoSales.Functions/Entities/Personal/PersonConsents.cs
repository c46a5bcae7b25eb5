using KoSales.Domain.Entities.Personal;
using KoSales.Domain.Pii;
using KoSales.Functions.Pii;
using KoSales.Functions.Pii.Consents;

namespace KoSales.Functions.Entities.Personal;

/// <summary>
/// What was said of consent before by whoever has the number of a new record; of one without a phone, the
/// e-mail address.
/// </summary>
public sealed class PersonConsents(ConsentLedgers ledgers, PiiVault vault)
{
    /// <summary>One read for the phones of all of them, one for the e-mail addresses.</summary>
    public async ValueTask<ConsentHistory> ForAsync(
        IReadOnlyCollection<Person> persons,
        CancellationToken cancellationToken
    )
    {
        string[] phones = [.. persons.Select(PhoneOf).OfType<string>().Distinct()];
        string[] emails = [.. persons.Select(EmailOf).OfType<string>().Distinct()];
        return new ConsentHistory(
            this,
            await ledgers.KnownAsync(phones, emails, cancellationToken)
        );
    }

    internal string? IndexOf(Person person) => PhoneOf(person) ?? EmailOf(person);

    internal ValueTask AddAsync(
        WriteBatch batch,
        KnownConsents known,
        Command command,
        CancellationToken cancellationToken
    ) => ledgers.AddAsync(batch, known, command, cancellationToken);

    private string? PhoneOf(Person person) =>
        person.Phone is { } phone ? vault.PhoneIndexOf(phone) : null;

    private string? EmailOf(Person person) =>
        person is { Phone: null, Email: { } email } ? vault.EmailIndexOf(email) : null;
}

/// <summary>The answer for some persons, and what they themselves say on top of it.</summary>
public sealed class ConsentHistory(PersonConsents lookup, KnownConsents known)
{
    public IReadOnlyList<ConsentEntry> Of(Person person) => known.Of(lookup.IndexOf(person));

    /// <summary>By which people are the same one: the blind index of the phone, without one of the e-mail
    /// address; null for neither.</summary>
    public string? NumberOf(Person person) => lookup.IndexOf(person);

    /// <summary>The records of those who have the person's phone since somebody else was merged into them; empty
    /// for a person without a phone.</summary>
    public IReadOnlyList<EntityRef> JoinedUnder(Person person) =>
        person.Phone is null ? [] : known.JoinedUnder(lookup.IndexOf(person)!);

    /// <summary>Notes that the person becomes a record: what they say counts for all who have the
    /// number.</summary>
    public void Say(Person person, IReadOnlyList<ConsentEntry> lines) =>
        known.Say(lookup.IndexOf(person), lines);

    /// <summary>
    /// Adds to the batch what was noted. It is refused when somebody else says something of consent meanwhile.
    /// </summary>
    public ValueTask AddAsync(
        WriteBatch batch,
        Command command,
        CancellationToken cancellationToken
    ) => lookup.AddAsync(batch, known, command, cancellationToken);
}
