using System.Globalization;
using System.Runtime.CompilerServices;
using KoSales.Domain.Access;
using KoSales.Domain.Jobs;
using KoSales.Functions.Exports;

namespace KoSales.Functions.Jobs;

/// <summary>The faults of a job by row, as CSV. What stood in the rows is not repeated.</summary>
public sealed class JobErrors(JobDesk desk, Items items)
{
    private static readonly string[] Columns = ["row", "column", "code", "detail"];

    public async Task<CsvAnswer> OfAsync(string id, Actor actor, CancellationToken cancellationToken)
    {
        var job = (await items.LoadAsync(JobList.Spec, Job.Collection, id, actor, cancellationToken)).OrRefuse();
        return new CsvAnswer($"{job.Id.Value}-errors.csv", Columns, PagesAsync(job.Id, cancellationToken));
    }

    private async IAsyncEnumerable<IEnumerable<IReadOnlyList<string?>>> PagesAsync(JobId job, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var chunk in desk.FaultyChunksAsync(job, cancellationToken))
        {
            yield return chunk.Faults.Select(f => (string?[])[f.Row.ToString(CultureInfo.InvariantCulture), f.Column, f.Code, f.Detail]);
        }
    }
}
