using System.Globalization;
using System.Runtime.CompilerServices;
using KoSales.Domain.InventorySync;
using KoSales.Domain.Jobs;
using KoSales.Functions.Api.Csv;
using KoSales.Functions.Jobs;

namespace KoSales.Functions.InventorySync.Resync;

/// <summary>Tells in what customers differed, field by field; never how. As far as the job has
/// come.</summary>
public sealed class DriftReport(IDocumentStore store, JobDesk jobs)
{
    private const int Page = 500;
    private static readonly string[] Columns = ["row", "customer_id", "external_id", "field"];

    public async Task<Verdict<DriftView>> OfAsync(
        string id,
        Command command,
        CancellationToken cancellationToken
    )
    {
        var job = await FindAsync(id, command, cancellationToken);
        if (job.IsRefused)
            return job.Refusal;
        var (customers, made) = (0L, 0L);
        var fields = new SortedDictionary<string, long>(StringComparer.Ordinal);
        await foreach (var drift in DriftsAsync(job.Value, cancellationToken))
        {
            customers++;
            made += drift.IsMade ? 1 : 0;
            foreach (var field in drift.Fields)
                fields[field] = fields.GetValueOrDefault(field) + 1;
        }

        return new DriftView
        {
            JobId = id,
            Customers = customers,
            Made = made,
            Fields = fields,
        };
    }

    /// <summary>A row per customer and field; one that was missing has the field
    /// <c>*</c>.</summary>
    public async Task<Verdict<CsvAnswer>> CsvOfAsync(
        string id,
        Command command,
        CancellationToken cancellationToken
    )
    {
        var job = await FindAsync(id, command, cancellationToken);
        return job.IsRefused
            ? job.Refusal
            : new CsvAnswer(
                $"{job.Value.Id}-drift.csv",
                Columns,
                RowsAsync(job.Value, cancellationToken)
            );
    }

    private async ValueTask<Verdict<Job>> FindAsync(
        string id,
        Command command,
        CancellationToken cancellationToken
    )
    {
        var job = await jobs.LoadAsync(id, command, cancellationToken);
        return job.IsRefused || job.Value.Kind == JobKind.CustomerResync
            ? job
            : Fault.NotFound("job", QueryFaults.Shown(id));
    }

    private async IAsyncEnumerable<IEnumerable<IReadOnlyList<string?>>> RowsAsync(
        Job job,
        [EnumeratorCancellation] CancellationToken cancellationToken = default
    )
    {
        List<IReadOnlyList<string?>> page = [];
        await foreach (var drift in DriftsAsync(job, cancellationToken))
        {
            string[] fields = drift.IsMade ? ["*"] : [.. drift.Fields];
            var row = drift.Row.ToString(CultureInfo.InvariantCulture);
            page.AddRange(
                fields.Select(f => (string?[])[row, drift.CustomerId, drift.ExternalId, f])
            );
            if (page.Count < Page)
                continue;
            yield return page;
            page = [];
        }

        yield return page;
    }

    private IAsyncEnumerable<CustomerDrift> DriftsAsync(
        Job job,
        CancellationToken cancellationToken
    ) =>
        store.StreamAsync(
            CustomerDrift.Collection,
            Filter.Eq("job_id", job.Key),
            cancellationToken
        );
}
