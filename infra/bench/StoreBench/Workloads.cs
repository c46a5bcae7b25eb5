using System.Diagnostics;
using KoSales.Domain.Filters;
using KoSales.Domain.Storage;
using static System.Globalization.CultureInfo;

namespace KoSales.StoreBench;

internal static class Workloads
{
    /// <summary>Rows of the list that the large one is compared with.</summary>
    public const int SmallList = 100_000;

    private static readonly CancellationToken None = CancellationToken.None;

    /// <summary>What one created lead costs the store: six documents, one of them with all indexes,
    /// durably.</summary>
    public static Task Commits(BenchStore store, Clock clock) =>
        clock.MeasureAsync(
            "commit of six 600-byte documents, 32 callers",
            async n =>
            {
                var batch = new WriteBatch().Insert(
                    Collections.Leads,
                    Lead.Number((int)(n % 900_000_000), $"w{n}-")
                );
                for (var i = 0; i < 5; i++)
                    batch.Insert(Collections.Plain, Lead.Number(i, $"w{n}-"));
                var result = await store.Port.CommitAsync(batch, None);
                if (!result.IsCommitted)
                    throw new InvalidOperationException($"{result.Status} at {result.Operation}");
            }
        );

    public static Task Gets(BenchStore store, Clock clock, int rows) =>
        clock.MeasureAsync(
            $"get one of {rows:N0}",
            async n =>
                _ =
                    await store.Port.GetAsync(
                        Collections.Leads,
                        $"K0-{(n & int.MaxValue) * 7919 % rows:D8}",
                        None
                    ) ?? throw new InvalidOperationException("missing")
        );

    /// <summary>Owner and status filtered, newest first, 50 rows, at the start, in the middle and near the
    /// end.</summary>
    public static async Task Lists(BenchStore store, Clock clock, int rows)
    {
        foreach (var depth in new[] { 0.0, 0.5, 0.99 })
        {
            var newest = (int)(rows * (1 - depth));
            await clock.MeasureAsync(
                $"list 50 of {rows:N0}, at {depth:P0}",
                async n =>
                {
                    var page = await store.Port.QueryAsync(
                        Page((int)(n & 0xFFFF) % 20, depth == 0 ? null : newest),
                        None
                    );
                    if (page.Count != 50)
                        throw new InvalidOperationException($"{page.Count} rows");
                }
            );
        }
    }

    public static async Task Fill(BenchStore store, int from, int to)
    {
        var watch = Stopwatch.StartNew();
        foreach (var chunk in Enumerable.Range(from, to - from).Chunk(1_000))
        {
            var batch = new WriteBatch();
            foreach (var n in chunk)
                batch.Insert(Collections.Leads, Lead.Number(n));
            await store.Port.CommitAsync(batch, None);
        }

        Print($"fill, {to - from:N0} rows in batches of 1,000", to - from, watch);
    }

    public static async Task Stream(BenchStore store, int rows)
    {
        var watch = Stopwatch.StartNew();
        var count = await store
            .Port.StreamAsync(Collections.Leads, Filter.Eq("status", "open"), null, None)
            .CountAsync();
        Print($"stream {count:N0} matches of {rows:N0}", count, watch);
    }

    private static Query Page(int owner, int? newest) =>
        new(
            Collections.Leads,
            Filter.AllOf(Filter.Eq("owner_id", $"A0-{owner:D4}"), Filter.Eq("status", "open"))
        )
        {
            Sort = [new SortKey("created_at", FieldType.Instant, Descending: true)],
            After = newest is null
                ? null
                : new KeysetPosition([JsonText.Of(Lead.Number(newest.Value).CreatedAt)], "K0-"),
        };

    private static void Print(string name, int count, Stopwatch watch) =>
        Console.WriteLine(
            string.Create(
                InvariantCulture,
                $"{name, -58} {count / watch.Elapsed.TotalSeconds, 9:N0} /s"
            )
        );
}
