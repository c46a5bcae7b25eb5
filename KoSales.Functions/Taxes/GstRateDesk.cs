using KoSales.Domain.Kernel.Amounts;
using KoSales.Domain.Taxes;
using KoSales.Functions.Writing;
using NodaTime;

namespace KoSales.Functions.Taxes;

/// <summary>Keeps the dated rows by which goods are taxed: they are added and ended, never
/// overwritten.</summary>
public sealed class GstRateDesk(IDocumentStore store, Commits commits)
{
    /// <summary>More rows than this are not of one code; of all of them, a trade has some
    /// hundreds.</summary>
    private const int MostRows = 5_000;

    /// <summary>The rows as they are stored now, deleted ones left out.</summary>
    public async ValueTask<GstRateTable> TableAsync(CancellationToken cancellationToken)
    {
        var rows = await RowsAsync(Filter.Everything, cancellationToken);
        var table = GstRateTable.Of(rows);
        return table.IsRefused
            ? throw new InvalidOperationException(
                $"the stored rates of GST contradict each other: {table.Faults[0].Detail}"
            )
            : table.Value;
    }

    /// <summary>Refused when the row is none, or when another one of the code is in force on one of its
    /// days.</summary>
    public Task<Verdict<GstRate>> AddAsync(
        AddGstRate body,
        Command command,
        CancellationToken cancellationToken
    ) =>
        commits.DecideAsync(
            Fault.Busy("gst_rate.busy", $"The rates of {body.Hsn}"),
            async attempt =>
            {
                var row = RowOf(body, command);
                var others = await RowsAsync(Filter.Eq("hsn", row.Hsn), cancellationToken);
                var table = GstRateTable.Of([.. others, row]);
                if (table.IsRefused)
                    return table.Refusal;
                attempt.Batch.Insert(GstRates.Collection, row);
                await RaiseAsync(attempt.Batch, row.Hsn, command, cancellationToken);
                command.RecordAnswer(attempt.Batch, row);
                return (Verdict<GstRate>)row;
            },
            cancellationToken
        );

    /// <param name="last">The last day on which it is in force.</param>
    public Task<Verdict<GstRate>> EndAsync(
        string id,
        LocalDate last,
        Command command,
        CancellationToken cancellationToken
    ) =>
        commits.DecideAsync(
            Fault.Busy("gst_rate.busy", $"The rate {QueryFaults.Shown(id)}"),
            async attempt =>
            {
                var found = await store.FindAsync(GstRates.Collection, id, cancellationToken);
                if (found is null)
                    return Fault.NotFound("gst_rate", QueryFaults.Shown(id));
                var ended = found.End(last, command);
                if (ended.IsRefused)
                    return ended;
                attempt.Batch.Replace(GstRates.Collection, ended.Value);
                command.RecordAnswer(attempt.Batch, ended.Value);
                return ended;
            },
            cancellationToken
        );

    private ValueTask<IReadOnlyList<GstRate>> RowsAsync(
        Filter which,
        CancellationToken cancellationToken
    ) =>
        store.ListAsync(
            GstRates.Collection,
            new Query(GstRates.Collection, which) { Limit = MostRows },
            cancellationToken
        );

    private async ValueTask RaiseAsync(
        WriteBatch batch,
        string hsn,
        Command command,
        CancellationToken cancellationToken
    )
    {
        if (await store.FindAsync(GstCode.Collection, hsn, cancellationToken) is { } code)
            batch.Replace(GstCode.Collection, code with { Version = code.Version + 1 });
        else
            batch.Insert(GstCode.Collection, CodeOf(hsn, command));
    }

    private static GstCode CodeOf(string hsn, Command command) =>
        new()
        {
            Id = hsn,
            CreatedAt = command.Now,
            UpdatedAt = command.Now,
            CreatedBy = command.Actor.Id,
            UpdatedBy = command.Actor.Id,
        };

    private static GstRate RowOf(AddGstRate body, Command command) =>
        new()
        {
            Hsn = body.Hsn,
            Rate = DecimalText.TryRead(body.Rate, 2, out var rate) ? rate : -1,
            ValidFrom = body.ValidFrom,
            ValidTo = body.ValidTo,
            Source = body.Source.Trim(),
            Note = string.IsNullOrWhiteSpace(body.Note) ? null : body.Note.Trim(),
            CreatedAt = command.Now,
            UpdatedAt = command.Now,
            CreatedBy = command.Actor.Id,
            UpdatedBy = command.Actor.Id,
        };
}

/// <summary>Seeds the rates of a new installation. A row that is there, ended by somebody perhaps, stays as
/// it is.</summary>
public sealed class FirstGstRates(IDocumentStore store, TimeProvider time) : IStartTask
{
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var any = new Query(GstRates.Collection, Filter.Everything) { Limit = 1 };
        if ((await store.QueryAsync(any, cancellationToken)).Count > 0)
            return;
        var now = Instant.FromUnixTimeMilliseconds(time.GetUtcNow().ToUnixTimeMilliseconds());
        var batch = new WriteBatch();
        foreach (var row in GstSeed.Rows)
            batch.InsertIfAbsent(GstRates.Collection, Stamped(row, now));
        await store.CommitAsync(batch, cancellationToken);
    }

    private static GstRate Stamped(GstRate row, Instant now) =>
        row with
        {
            CreatedAt = now,
            UpdatedAt = now,
            CreatedBy = Actor.System.Id,
            UpdatedBy = Actor.System.Id,
        };
}
