using KoSales.Domain.Fields;

namespace KoSales.Domain.Entities.Personal;

/// <summary>The rows of personal data in the table of an entity: masks, and how the timeline tells of
/// them.</summary>
public static class PersonalRows
{
    public static IReadOnlyList<Field<T>> Of<T>()
        where T : PersonalEntity
    {
        var field = new FieldMaker<T>();
        return
        [
            field.Text("phone_masked", e => e.PhoneMasked).NotAsked(),
            Compared(field, "phone", e => e.PhoneMasked, e => e.PhoneIndex),
            field.Text("email_masked", e => e.EmailMasked).NotAsked(),
            Compared(field, "email", e => e.EmailMasked, e => e.EmailIndex),
            Compared(field, "gstin", e => e.Masks.GstinMasked, e => e.GstinIndex),
            field.Flag("do_not_contact", e => e.DoNotContact).Tracked(),
            field.Text("consent", e => e.Told()).NotAsked().NotExported().Tracked(),
            .. Licences<T>(),
        ];
    }

    /// <summary>What verified documents prove: told in the timeline, and asked by type.</summary>
    public static IReadOnlyList<Field<T>> Licences<T>()
        where T : PersonalEntity =>
        [
            new FieldMaker<T>().Text("licences", ToldLicences).NotAsked().NotExported().Tracked(),
            new Field<T>(
                "verified_documents",
                FieldType.TextList,
                e => FieldValue.Of(e.DocumentTypes)
            ).NotExported(),
        ];

    /// <summary>The full name, of which only whether it changed is told.</summary>
    public static Field<T> Name<T>()
        where T : PersonalEntity =>
        Compared(
            new FieldMaker<T>(),
            "name",
            _ => null,
            e => e.NameIndex is null ? null : string.Join(' ', e.NameIndex)
        );

    private static string? ToldLicences(PersonalEntity entity) =>
        entity.Licences.Count == 0
            ? null
            : string.Join(", ", entity.Licences.Select(l => l.Told()));

    private static Field<T> Compared<T>(
        FieldMaker<T> field,
        string path,
        Func<T, string?> shown,
        Func<T, string?> compared
    ) => field.Text(path, shown).NotAsked().NotExported().Tracked() with { ComparedBy = compared };
}
