using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json.Nodes;
using KoSales.Domain.Inbound;
using KoSales.Domain.InventorySync;
using KoSales.Domain.Jobs;
using KoSales.Functions.Imports.Kinds;
using KoSales.Functions.Imports.Reading;
using KoSales.Functions.Inbound;
using KoSales.Functions.InventorySync.Applying;
using KoSales.Functions.Jobs;
using KoSales.Functions.Writing;
using NodaTime;

namespace KoSales.Functions.InventorySync.Resync;

/// <summary>Brings customers up to date by the lines of a file, with the same decisions as
/// deliveries. Each line is a transaction with the note of what differed, so that a chunk that is
/// done again after a crash counts as the first time.</summary>
public sealed class CustomerResync(
    IDocumentStore store,
    SyncWriter writer,
    AccountMerges merges,
    InboundDesk inbound,
    Commits commits,
    TimeProvider time
) : ILineImport
{
    private const int AtOnce = 16;

    private Instant Now =>
        Instant.FromUnixTimeMilliseconds(time.GetUtcNow().ToUnixTimeMilliseconds());

    public async Task ImportAsync(LineWork work, CancellationToken cancellationToken)
    {
        var done = new ConcurrentBag<LineDone>();
        await Parallel.ForEachAsync(
            LineScan.LinesOf(work.Records, work.Chunk.FirstRow),
            new ParallelOptions
            {
                MaxDegreeOfParallelism = AtOnce,
                CancellationToken = cancellationToken,
            },
            async (line, stop) => done.Add(await DoAsync(work, line, stop))
        );
        RowFault[] faults = [.. done.Select(d => d.Fault).OfType<RowFault>().OrderBy(f => f.Row)];
        var part = new JobPart(
            done.Count(d => d is { Fault: null, IsChanged: true }),
            faults.Length,
            done.Count(d => d is { Fault: null, IsChanged: false })
        );
        var now = Now;
        var batch = new WriteBatch().Replace(
            JobChunk.Collection,
            work.Chunk.Finish(part, faults, now)
        );
        batch.Advance(work.Job, part, now);
        await store.CommitAsync(batch, cancellationToken);
    }

    private async Task<LineDone> DoAsync(
        LineWork work,
        FileLine line,
        CancellationToken cancellationToken
    )
    {
        var job = work.Job.Id.Value;
        var origin = new SyncOrigin(
            string.Create(CultureInfo.InvariantCulture, $"{job}.{line.Number}"),
            work.Job.CreatedAt
        );
        var told = SyncReader.ReadLine(line.Text.Span, origin);
        if (told.IsRefused)
            return LineDone.Failed(line, told.Faults[0].Code, told.Faults[0].Detail);
        var request = new SyncRequest(told.Value, new Command(Actor.System, Now, job))
        {
            EqualWins = true,
            IsRehearsed = work.Import.DryRun,
        };
        var result = work.Import.DryRun
            ? await RehearseAsync(work, line, request, cancellationToken)
            : await ApplyAsync(work, line, request, cancellationToken);
        if (result.NeedsMerges && !work.Import.DryRun)
            await merges.CarryAsync(request.Event.ExternalId, request.Command, cancellationToken);
        return await DoneAsync(work, line, result, cancellationToken);
    }

    private Task<SyncResult> ApplyAsync(
        LineWork work,
        FileLine line,
        SyncRequest request,
        CancellationToken cancellationToken
    ) =>
        commits.CarryAsync(
            $"line {line.Number} of {work.Job.Id}",
            async attempt =>
            {
                var part = new WriteBatch();
                var result = await writer.AddAsync(part, request, cancellationToken);
                if (result.Outcome.Status == InboundStatus.Processed)
                    attempt.Batch.Append(part);
                if (result.Outcome.Status == InboundStatus.Quarantined)
                    Quarantine(attempt.Batch, line, request, result);
                Note(attempt.Batch, work, line, request, result);
                return result;
            },
            cancellationToken
        );

    /// <summary>What would differ is noted; nothing else is written.</summary>
    private async Task<SyncResult> RehearseAsync(
        LineWork work,
        FileLine line,
        SyncRequest request,
        CancellationToken cancellationToken
    )
    {
        var result = await writer.AddAsync(new WriteBatch(), request, cancellationToken);
        var batch = new WriteBatch();
        Note(batch, work, line, request, result);
        await store.CommitAsync(batch, cancellationToken);
        return result;
    }

    private static void Note(
        WriteBatch batch,
        LineWork work,
        FileLine line,
        SyncRequest request,
        SyncResult result
    )
    {
        if (result.Changed.Count == 0 && !result.IsMade)
            return;
        var job = work.Job.Id.Value;
        batch.InsertIfAbsent(
            CustomerDrift.Collection,
            new CustomerDrift
            {
                Id = CustomerDrift.IdOf(job, line.Number),
                JobId = job,
                Row = line.Number,
                CustomerId = result.CustomerId,
                ExternalId = request.Event.ExternalId,
                IsMade = result.IsMade,
                Fields = result.IsMade ? [] : result.Changed,
                CreatedAt = request.Command.Now,
                UpdatedAt = request.Command.Now,
            }
        );
    }

    /// <summary>As the delivery that would have told it.</summary>
    private void Quarantine(WriteBatch batch, FileLine line, SyncRequest request, SyncResult result)
    {
        var told = request.Event;
        var body = new JsonObject
        {
            ["type"] = told.Type,
            ["version"] = told.Version,
            ["occurred_at"] = InstantConverter.Write(told.OccurredAt),
            ["data"] = request.Told.Data.DeepClone(),
        };
        var arrival = new Arrival(
            InboundSources.Inventory,
            $"resync.{told.EventId}",
            told.Type,
            told.ExternalId,
            System.Text.Encoding.UTF8.GetBytes(body.ToJsonString())
        );
        inbound.Quarantine(batch, arrival, result.Outcome, request.Command);
    }

    private async ValueTask<LineDone> DoneAsync(
        LineWork work,
        FileLine line,
        SyncResult result,
        CancellationToken cancellationToken
    )
    {
        var outcome = result.Outcome;
        if (outcome.Status == InboundStatus.Quarantined)
            return LineDone.Failed(
                line,
                "customer_sync.ambiguous",
                "Several customers may be meant; it waits in quarantine."
            );
        if (outcome.Status == InboundStatus.Failed)
            return LineDone.Failed(line, "customer_sync.unfit", outcome.Error ?? "");
        if (result.Changed.Count > 0 || result.IsMade)
            return new LineDone(true, null);
        // Done before a crash, it differs no longer; the note says that it did.
        var id = CustomerDrift.IdOf(work.Job.Id.Value, line.Number);
        var noted = await store.GetAsync(CustomerDrift.Collection, id, cancellationToken);
        return new LineDone(noted is not null, null);
    }

    /// <param name="IsChanged">A customer was made or changed; otherwise it was as told, or
    /// newer.</param>
    private sealed record LineDone(bool IsChanged, RowFault? Fault)
    {
        public static LineDone Failed(FileLine line, string code, string detail) =>
            new(false, new RowFault(line.Number, null, code, detail));
    }
}
