using KoSales.Domain.Pii;

namespace KoSales.Domain.Entities.Personal;

/// <summary>Of which personal values of two records that are one the second's is taken; of the others the
/// first's, where it has one.</summary>
/// <param name="Others">Members of bodies, such as <c>phone</c>.</param>
public sealed record PersonalPicks(IReadOnlySet<string> Others)
{
    /// <summary>What can be picked.</summary>
    public static readonly IReadOnlyList<string> Members =
    [
        "name",
        "phone",
        "email",
        "gstin",
        "pan",
    ];

    /// <summary>The data of both: all phones and addresses, of single values the one picked. The primary
    /// phone and e-mail address are those of the side that is picked.</summary>
    public PersonalData Join(PersonalData own, PersonalData other) =>
        own with
        {
            FullName = Of("name", own.FullName, other.FullName),
            Phones = Phones(own, other),
            Emails = Emails(own, other),
            Addresses = [.. own.Addresses.Union(other.Addresses)],
            Gstin = Of("gstin", own.Gstin, other.Gstin),
            Pan = Of("pan", own.Pan, other.Pan),
            AadhaarLast4 = own.AadhaarLast4 ?? other.AadhaarLast4,
            DateOfBirth = own.DateOfBirth ?? other.DateOfBirth,
        };

    private T? Of<T>(string member, T? own, T? other) =>
        Others.Contains(member) ? other ?? own : own ?? other;

    private IReadOnlyList<Phone> Phones(PersonalData own, PersonalData other)
    {
        var primary = Of("phone", own.PrimaryPhone, other.PrimaryPhone)?.Number;
        return
        [
            .. own
                .Phones.Concat(other.Phones)
                .DistinctBy(p => p.Number)
                .Select(p => p with { Primary = p.Number == primary }),
        ];
    }

    private IReadOnlyList<Email> Emails(PersonalData own, PersonalData other)
    {
        var primary = Of("email", own.PrimaryEmail, other.PrimaryEmail)?.Address;
        return
        [
            .. own
                .Emails.Concat(other.Emails)
                .DistinctBy(e => e.Address)
                .Select(e => e with { Primary = e.Address == primary }),
        ];
    }
}
