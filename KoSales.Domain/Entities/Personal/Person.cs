using KoSales.Domain.Fields;
using KoSales.Domain.Pii;
using KoSales.Domain.Pii.Values;
using KoSales.Domain.Places;

namespace KoSales.Domain.Entities.Personal;

/// <summary>The personal part of what somebody wrote, on its way to the vault.</summary>
public sealed record Person(string? FullName, PhoneNumber? Phone, EmailAddress? Email, Gstin? Gstin)
{
    /// <summary>A further number that came with the primary one; null for none.</summary>
    public PhoneNumber? SecondPhone { get; init; }

    public Pan? Pan { get; init; }

    /// <summary>With every fault noted; none repeats personal data.</summary>
    public static Person Read(EntityInput input, FieldChecks checks)
    {
        var phones = checks.Phones(input.Phone, "/phone");
        return new Person(
            checks.Text(input.Name, "/name", FieldLimits.Name),
            phones.Count > 0 ? phones[0] : null,
            checks.Personal<EmailAddress>(input.Email, "/email"),
            checks.Personal<Gstin>(input.Gstin, "/gstin")
        )
        {
            SecondPhone = phones.Count > 1 ? phones[1] : null,
            Pan = checks.Personal<Pan>(input.Pan, "/pan"),
        };
    }

    public PersonalData ToPersonalData() =>
        new()
        {
            FullName = FullName,
            Phones = [.. PhonesOf()],
            Emails = Email is { } email ? [new Email(email) { Primary = true }] : [],
            Gstin = Gstin,
            Pan = Pan,
        };

    /// <summary>A registration of another state than the address is odd, and accepted.</summary>
    public IEnumerable<FieldWarning> StateWarnings(Locality? address)
    {
        if (address is { StateCode: { } state } && Gstin is { } number && number.StateCode != state)
            yield return new FieldWarning(
                "/gstin",
                "gstin_outside_state",
                $"This GSTIN is not registered in {StateCodes.Names[state]}."
            );
    }

    public override string ToString() => nameof(Person);

    private IEnumerable<Phone> PhonesOf()
    {
        if (Phone is { } first)
            yield return new Phone(first) { Primary = true };
        if (SecondPhone is { } second)
            yield return new Phone(second);
    }
}
