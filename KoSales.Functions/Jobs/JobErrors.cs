using System.Globalization;
using System.Runtime.CompilerServices;
using KoSales.Domain.Jobs;
using KoSales.Functions.Api.Csv;

namespace KoSales.Functions.Jobs;

/// <summary>What failed in the jobs of one kind, where that is not rows of a file.</summary>
public interface IJobFaults
{
    JobKind Kind { get; }

    /// <summary>In no order that could be relied on; each has the record's id.</summary>
    IAsyncEnumerable<JobFault> OfAsync(JobId job, CancellationToken cancellationToken);
}

/// <summary>What failed in a job, item by item, as CSV. What stood in the items is not repeated; a job in
/// which nothing failed has the heading only.</summary>
public sealed class JobErrors(JobDesk desk, Items items, IEnumerable<IJobFaults> others)
{
    /// <summary>Of a job about records.</summary>
    internal static readonly string[] RecordColumns = ["id", "code", "detail"];

    private static readonly string[] RowColumns = ["row", "column", "code", "detail"];

    private readonly Dictionary<JobKind, IJobFaults> _others = others.ToDictionary(o => o.Kind);

    public async Task<CsvAnswer> OfAsync(
        string id,
        Actor actor,
        CancellationToken cancellationToken
    )
    {
        var job = (
            await items.LoadAsync(JobList.Spec, Job.Collection, id, actor, cancellationToken)
        ).OrRefuse();
        var file = $"{job.Id}-errors.csv";
        return _others.TryGetValue(job.Kind, out var faults)
            ? new CsvAnswer(file, RecordColumns, RecordsAsync(faults, job.Id, cancellationToken))
            : new CsvAnswer(file, RowColumns, RowsAsync(job.Id, cancellationToken));
    }

    private static async IAsyncEnumerable<IEnumerable<IReadOnlyList<string?>>> RecordsAsync(
        IJobFaults faults,
        JobId job,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        await foreach (var fault in faults.OfAsync(job, cancellationToken))
            yield return
            [
                [fault.Id, fault.Code, fault.Detail],
            ];
    }

    private async IAsyncEnumerable<IEnumerable<IReadOnlyList<string?>>> RowsAsync(
        JobId job,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        await foreach (var chunk in desk.FaultyChunksAsync(job, cancellationToken))
        {
            yield return chunk.Faults.Select(f =>
                (string?[])
                    [f.Row.ToString(CultureInfo.InvariantCulture), f.Column, f.Code, f.Detail]
            );
        }
    }
}
