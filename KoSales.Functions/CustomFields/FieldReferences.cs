using KoSales.Domain.CustomFields;
using KoSales.Functions.References;

namespace KoSales.Functions.CustomFields;

/// <summary>Custom fields that stages and score rules name. Rules of cohorts are not among them: a cohort
/// whose rule
/// breaks is frozen, visibly, and keeps its members.</summary>
public sealed class FieldReferences(IDocumentStore store, IEnumerable<IFieldUses> uses)
    : IReferences
{
    private const string Freezing = "cohort";

    public async ValueTask<IReadOnlyList<Reference>> ToAsync(
        Referred kind,
        string id,
        CancellationToken cancellationToken
    )
    {
        if (
            kind != Referred.CustomField
            || await store.FindAsync(CustomField.Collection, id, cancellationToken) is not { } field
        )
            return [];
        List<Reference> found = [];
        foreach (var feature in uses)
        {
            var places = await feature.OfAsync(
                field.Entity,
                CustomFieldSet.Prefix + field.FieldKey,
                cancellationToken
            );
            found.AddRange(
                places
                    .Where(p => p.Type != Freezing)
                    .Select(p => new Reference(p.Type, p.Id, p.Pointer))
            );
        }

        return found;
    }
}
