using Microsoft.AspNetCore.Http;

namespace KoSales.Functions.Entities.Parts;

/// <summary>Lists of the members of cohorts, as the entities that they are.</summary>
public sealed class CohortMemberLists(CohortRecords records, Lists lists)
{
    /// <summary>Takes what the list of the entities takes, but for the order: members are walked by
    /// id.</summary>
    public static ListSpec<TView> Of<TView>(ListSpec<TView> list) =>
        list with
        {
            Name = $"cohort-{list.Name}",
            Sorts = new Dictionary<string, FieldType>(),
            DefaultSort = "id",
            OwnParameters = [],
        };

    /// <summary>One page of a cohort. Refused unless it holds entities of this kind.</summary>
    /// <param name="listed">Made by <see cref="Of"/>.</param>
    public async Task<Answer> AnswerAsync(
        EntityKind kind,
        ListSpec listed,
        string cohortId,
        HttpRequest request,
        CancellationToken cancellationToken
    )
    {
        var cohort = (await records.FindAsync(kind, cohortId, cancellationToken)).OrRefuse();
        // Cursors are bound to the name, hence to the cohort.
        var ofCohort = listed with
        {
            Name = $"{listed.Name} {cohort.Key}",
        };
        return await lists.AnswerAsync(
            ofCohort,
            Filter.Everything,
            records.PagesOf(listed, cohort.Key),
            request,
            cancellationToken
        );
    }
}
