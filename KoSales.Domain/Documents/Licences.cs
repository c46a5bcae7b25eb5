using KoSales.Domain.Entities.Personal;
using KoSales.Domain.Quotations.Licensing;

namespace KoSales.Domain.Documents;

/// <summary>What documents prove, as records show it and as sales ask for it.</summary>
public static class Licences
{
    /// <summary>The documents that were verified and are not superseded, by type and then the longest valid
    /// first.</summary>
    public static IReadOnlyList<ShownLicence> Of(IEnumerable<TypedDocument> documents) =>
        [
            .. documents
                .Where(d => d.ErasedAt is null)
                .SelectMany(Shown)
                .OrderBy(l => l.Type, StringComparer.Ordinal)
                .ThenByDescending(l => l.ValidTo ?? NodaTime.LocalDate.MaxIsoValue)
                .ThenBy(l => l.DocumentId, StringComparer.Ordinal),
        ];

    /// <summary>The licences among what a record shows that hold.</summary>
    public static IReadOnlyList<HeldLicence> Held(IEnumerable<ShownLicence> shown) =>
        [.. shown.Where(l => l.IsProof).SelectMany(HeldOf)];

    /// <summary>The same with those that are over.</summary>
    public static IReadOnlyList<HeldLicence> Known(IEnumerable<ShownLicence> shown) =>
        [.. shown.SelectMany(HeldOf)];

    private static IEnumerable<ShownLicence> Shown(TypedDocument document)
    {
        if (StatusOf(document.Status) is not { } status)
            yield break;
        yield return new ShownLicence(WireNames<DocumentType>.Of(document.Type), status)
        {
            NumberMasked = document.NumberMasked,
            DocumentId = document.Id.Value,
            ValidFrom = document.ValidFrom,
            ValidTo = document.ValidTo,
            Issuer = document.Issuer,
            VerifiedAt = document.ReviewedAt,
        };
    }

    private static LicenceStatus? StatusOf(DocumentStatus status) =>
        status switch
        {
            DocumentStatus.Verified => LicenceStatus.Valid,
            DocumentStatus.Expiring => LicenceStatus.Expiring,
            DocumentStatus.Expired => LicenceStatus.Expired,
            DocumentStatus.Pending
            or DocumentStatus.InReview
            or DocumentStatus.Rejected
            or DocumentStatus.Superseded => null,
        };

    private static IEnumerable<HeldLicence> HeldOf(ShownLicence licence)
    {
        if (
            licence.DocumentId is { } document
            && WireNames<LicenceType>.TryRead(licence.Type, out var type)
        )
            yield return new HeldLicence(type, document, licence.ValidFrom, licence.ValidTo);
    }
}
