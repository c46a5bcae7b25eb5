using NodaTime;

namespace KoSales.Domain.Documents;

/// <summary>The days of a document, as somebody gives them.</summary>
public static class DocumentDates
{
    /// <summary>Everything that cannot be true of a document that is to prove something.</summary>
    public static IEnumerable<Fault> FaultsOf(
        LocalDate? issuedOn,
        LocalDate? validFrom,
        LocalDate? validTo,
        LocalDate today
    )
    {
        if (issuedOn > today)
            yield return Fault.Invalid(
                "/issued_on",
                "document.issued_in_future",
                "It cannot have been issued on a day that has not come."
            );
        if (validTo < validFrom)
            yield return Fault.Invalid(
                "/valid_to",
                "document.ends_before_it_begins",
                "The last day of validity is before the first."
            );
        if (validTo < today)
            yield return Fault.Invalid(
                "/valid_to",
                "document.over",
                "Its last day has passed, so it proves nothing."
            );
    }
}
