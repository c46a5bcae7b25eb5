using KoSales.Domain.Cohorts;
using Microsoft.AspNetCore.Http;

namespace KoSales.Functions.Cohorts;

/// <summary>A cohort with what is counted about it.</summary>
public sealed record CohortCase(Cohort Cohort, CohortFigures Figures);

internal static class CohortAnswers
{
    private static readonly Projection View = Projection.For<CohortView>();

    public static Answer Created(CohortCase found) =>
        Shown(found) with
        {
            Status = StatusCodes.Status201Created,
            Location = $"{Routes.Base}cohorts/{found.Cohort.Key}",
        };

    public static Answer Shown(CohortCase found)
    {
        var body = new PooledBuffer();
        View.Write(Cohort.Collection.Write(found.Cohort), body);
        AppendFigures(body, found);
        return new Answer(StatusCodes.Status200OK, body.Written.ToArray())
        {
            ETag = ETags.Of(found.Cohort.Key, found.Cohort.Version),
        };
    }

    private static void AppendFigures(PooledBuffer body, CohortCase found)
    {
        var figures = new RawDocument(
            found.Cohort.Key,
            found.Figures.Version,
            CohortFigures.Collection.Write(found.Figures)
        );
        new FigureRows(
            new Dictionary<string, RawDocument> { [figures.Id] = figures },
            View.Only(CohortLists.Cohorts.Figures!.Members)
        ).Append(body, figures.Id);
    }
}
