using KoSales.Domain.Quotations.Pricing;
using NodaTime;

namespace KoSales.Domain.Quotations.Licensing;

/// <summary>A verified licence of the buyer.</summary>
/// <param name="DocumentId">The document that proves it.</param>
/// <param name="ValidTo">The last day; null where it does not expire.</param>
public sealed record HeldLicence(
    LicenceType Type,
    string DocumentId,
    LocalDate? ValidFrom,
    LocalDate? ValidTo
)
{
    public bool IsValidOn(LocalDate day) =>
        (ValidFrom is not { } first || day >= first) && (ValidTo is not { } last || day <= last);
}

/// <param name="Line">Counted from 1.</param>
/// <param name="DocumentId">What proves that the buyer may; null when nothing does.</param>
public sealed record LicensedLine(int Line, string Sku, LicenceType Type, string? DocumentId);

/// <summary>Whether the buyer may be sold what is quoted.</summary>
/// <param name="Lines">Those that need a licence.</param>
public sealed record LicenceCheck(IReadOnlyList<LicensedLine> Lines)
{
    public bool Ok => Missing.Count == 0;

    /// <summary>Each type once.</summary>
    public IReadOnlyList<LicenceType> Missing =>
        [.. Lines.Where(l => l.DocumentId is null).Select(l => l.Type).Distinct()];

    /// <summary>By what the lines said when they were priced.</summary>
    /// <param name="held">Of several that are valid the one that is so for longest proves it.</param>
    public static LicenceCheck Of(
        Quotation quotation,
        IReadOnlyCollection<HeldLicence> held,
        LocalDate day
    ) => Of(quotation.Items, line => line.RequiresLicence, held, day);

    /// <param name="need">What a line needs; null for none.</param>
    /// <param name="held">Of several that are valid the one that is so for longest proves it.</param>
    public static LicenceCheck Of(
        IReadOnlyList<QuotationLine> lines,
        Func<QuotationLine, LicenceType?> need,
        IReadOnlyCollection<HeldLicence> held,
        LocalDate day
    )
    {
        return new([.. lines.Index().SelectMany(l => NeedOf(l.Index + 1, l.Item))]);

        IEnumerable<LicensedLine> NeedOf(int number, QuotationLine line)
        {
            if (need(line) is not { } type)
                yield break;
            var proof = held.Where(h => h.Type == type && h.IsValidOn(day))
                .MaxBy(h => h.ValidTo ?? LocalDate.MaxIsoValue);
            yield return new LicensedLine(number, line.Sku, type, proof?.DocumentId);
        }
    }
}
