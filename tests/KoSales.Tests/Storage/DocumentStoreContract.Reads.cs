using System.Text.Json;
using NodaTime;

namespace KoSales.Tests.Storage;

public abstract partial class DocumentStoreContract
{
    public static TheoryData<bool, bool> Directions =>
        new()
        {
            { false, false },
            { false, true },
            { true, false },
            { true, true },
        };

    [Theory]
    [MemberData(nameof(Directions))]
    public async Task Pages_over_mixed_directions_and_missing_values_equal_the_sorted_list(
        bool statusDescending,
        bool scoreDescending
    )
    {
        var samples = Enumerable
            .Range(0, 90)
            .Select(i => new Sample($"S-{i * 37 % 90:D2}")
            {
                Status = (i % 4) switch
                {
                    0 => null,
                    1 => "new",
                    2 => "open",
                    _ => "öffen",
                },
                Score = i % 5 == 0 ? null : i % 3,
                DueAt = Samples.Now + Duration.FromDays(i % 7),
            })
            .ToArray();
        await Insert(samples);
        var query = new Query(Samples.Collection, Filter.Everything)
        {
            Sort =
            [
                new SortKey("status", FieldType.Text, statusDescending),
                new SortKey("score", FieldType.Number, scoreDescending),
            ],
            Limit = 7,
        };

        var seen = new List<string>();
        for (
            var page = await Store.ListAsync(Samples.Collection, query, None);
            page.Count > 0;
            page = await Store.ListAsync(Samples.Collection, query, None)
        )
        {
            seen.AddRange(page.Select(s => s.Id));
            var last = page[^1];
            query = query with
            {
                After = new KeysetPosition(
                    [JsonSerializer.Serialize(last.Status), JsonSerializer.Serialize(last.Score)],
                    last.Id
                ),
            };
        }

        int Compare(Sample a, Sample b)
        {
            var status = string.CompareOrdinal(a.Status, b.Status) * (statusDescending ? -1 : 1);
            var score = Nullable.Compare(a.Score, b.Score) * (scoreDescending ? -1 : 1);
            return status != 0 ? status
                : score != 0 ? score
                : string.CompareOrdinal(a.Id, b.Id) * (scoreDescending ? -1 : 1);
        }

        Assert.Equal(samples.Order(Comparer<Sample>.Create(Compare)).Select(s => s.Id), seen);
    }

    [Fact]
    public async Task Without_a_sort_documents_come_by_id_up_to_the_limit()
    {
        await Insert(new Sample("S-2"), new Sample("S-10"), new Sample("S-1"));

        var page = await Store.QueryAsync(
            new Query(Samples.Collection, Filter.Everything) { Limit = 2 },
            None
        );
        var rest = await Store.QueryAsync(
            new Query(Samples.Collection, Filter.Everything)
            {
                After = new KeysetPosition([], page[^1].Id),
            },
            None
        );

        Assert.Equal(["S-1", "S-10"], page.Select(d => d.Id));
        Assert.Equal(["S-2"], rest.Select(d => d.Id));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_id_orders_where_the_sort_names_it(bool descending)
    {
        await Insert([
            .. Enumerable
                .Range(1, 9)
                .Select(i => new Sample($"S-{i}") { Status = i % 3 == 0 ? "lost" : "open" }),
        ]);
        var query = new Query(Samples.Collection, Filter.Eq("status", "open"))
        {
            Sort = [new SortKey("id", FieldType.Text, descending)],
            Limit = 4,
        };

        var first = await Store.QueryAsync(query, None);
        var rest = await Store.QueryAsync(
            query with
            {
                After = new KeysetPosition([$"\"{first[^1].Id}\""], first[^1].Id),
            },
            None
        );

        string[] ascending = ["S-1", "S-2", "S-4", "S-5", "S-7", "S-8"];
        Assert.Equal(
            descending ? ascending.Reverse() : ascending,
            first.Concat(rest).Select(d => d.Id)
        );
    }

    [Fact]
    public async Task A_stream_yields_every_match_once_in_id_order()
    {
        var samples = Enumerable
            .Range(0, 2_600)
            .Select(i => new Sample($"S-{i:D5}") { Status = i % 2 == 0 ? "open" : "lost" })
            .ToArray();
        foreach (var chunk in samples.Chunk(500))
            await Insert(chunk);

        var all = await Store
            .StreamAsync(Samples.Collection, Filter.Eq("status", "open"), None)
            .Select(s => s.Id)
            .ToListAsync();
        var rest = await Store
            .StreamAsync(Samples.Collection, Filter.Eq("status", "open"), "S-02590", None)
            .Select(d => d.Id)
            .ToListAsync();

        Assert.Equal(samples.Where(s => s.Status == "open").Select(s => s.Id), all);
        Assert.Equal(["S-02592", "S-02594", "S-02596", "S-02598"], rest);
    }

    [Fact]
    public async Task A_stream_of_ids_yields_the_ids_of_the_stream()
    {
        foreach (
            var chunk in Enumerable
                .Range(0, 10_500)
                .Select(i => new Sample($"S-{i:D5}") { Status = i % 2 == 0 ? "open" : "lost" })
                .Chunk(1_000)
        )
            await Insert(chunk);
        foreach (var after in new[] { null, "S-00001", "S-10400", "T" })
        {
            var documents = await Store
                .StreamAsync(Samples.Collection, Filter.Eq("status", "open"), after, None)
                .Select(d => d.Id)
                .ToListAsync();
            Assert.Equal(
                documents,
                await Store
                    .StreamIdsAsync(Samples.Collection, Filter.Eq("status", "open"), after, None)
                    .ToListAsync()
            );
        }

        Assert.Equal(
            10_500,
            await Store
                .StreamIdsAsync(Samples.Collection, Filter.Everything, null, None)
                .CountAsync()
        );
    }

    [Fact]
    public async Task Counts_and_groups_see_the_matches_only()
    {
        await Insert(
            new Sample("S-1") { Status = "open", Name = "a" },
            new Sample("S-2") { Status = "open", Name = "a" },
            new Sample("S-3") { Status = "open" },
            new Sample("S-4") { Name = "a", Hot = true }
        );

        var groups = await Store.GroupCountAsync(
            Samples.Collection,
            Filter.Missing("hot"),
            ["status", "name"],
            None
        );

        Assert.Equal(
            3,
            await Store.CountAsync(Samples.Collection, Filter.Eq("status", "open"), None)
        );
        Assert.Equal(
            ["open,:1", "open,a:2"],
            groups
                .Select(g => $"{string.Join(',', g.Values)}:{g.Count}")
                .Order(StringComparer.Ordinal)
        );
    }

    [Fact]
    public async Task Expired_documents_go_and_others_stay()
    {
        await Commit(b =>
            b.Insert(
                    Samples.Expiring,
                    new Sample("E-1") { DueAt = Samples.Now - Duration.FromSeconds(60) }
                )
                .Insert(
                    Samples.Expiring,
                    new Sample("E-2") { DueAt = Samples.Now - Duration.FromSeconds(59) }
                )
                .Insert(Samples.Expiring, new Sample("E-3"))
        );

        await Store.ExpireAsync(Samples.All, Samples.Now, None);

        // A store that expires by itself does it within its own interval and by its own clock, so only what
        // must stay is certain.
        Assert.NotNull(await Store.FindAsync(Samples.Expiring, "E-3", None));
        if (ExpiresOnRequest)
            Assert.Equal(
                ["E-2", "E-3"],
                (
                    await Store.QueryAsync(new Query(Samples.Expiring, Filter.Everything), None)
                ).Select(d => d.Id)
            );
    }

    [SkippableFact]
    public async Task Declared_indexes_serve_their_queries()
    {
        Skip.If(WhyNoPlanner is not null, WhyNoPlanner);
        var open = Filter.Eq("status", "open");

        Assert.Equal(
            "samples_status_score",
            await Plan(
                Filter.AllOf(
                    open,
                    Samples.Where("score", FilterOperator.Gte, new FilterValue.Number(2))
                )
            )
        );
        Assert.Equal(
            "samples_status_due",
            await Plan(open, new SortKey("due_at", FieldType.Instant, Descending: true))
        );
        Assert.Equal(
            "samples_open_state",
            await Plan(Filter.AllOf(open, Filter.Eq("address.state", "27")))
        );
        Assert.Equal(
            "samples_phone_open",
            await Plan(Filter.AllOf(Filter.Eq("phone", "p"), Filter.In("status", ["open", "new"])))
        );
        Assert.Equal(
            "samples_tags",
            await Plan(Samples.Where("tags", FilterOperator.ContainsAny, Samples.Texts("a", "b")))
        );
        Assert.Equal(
            "samples_name",
            await Plan(Samples.Where("name", FilterOperator.Prefix, new FilterValue.Text("Ra")))
        );
        Assert.Equal("_id", await Plan(Filter.Eq("id", "S-1")));
        Assert.Null(await Plan(Filter.Eq("address.village", "Itarsi")));
        Assert.Null(await Plan(Filter.Everything, new SortKey("address.village", FieldType.Text)));
    }

    [SkippableFact]
    public async Task Indexes_no_longer_declared_are_dropped_and_ensuring_again_changes_nothing()
    {
        Skip.If(WhyNoPlanner is not null, WhyNoPlanner);
        await Insert(new Sample("S-1") { Name = "n", Tags = ["t"] });
        var fewer = new Collection<Sample>(
            "samples",
            () => Samples.Collection.Json,
            new IndexSpec("samples_status", "status")
        );

        await Store.EnsureAsync([fewer], None);
        Assert.Null(await Store.ExplainAsync(new Query(fewer, Filter.Eq("name", "n")), None));
        await Store.EnsureAsync(Samples.All, None);
        await Store.EnsureAsync(Samples.All, None);

        Assert.Equal("samples_name", await Plan(Filter.Eq("name", "n")));
        Assert.Equal(
            ["S-1"],
            await Ids(Samples.Where("tags", FilterOperator.ContainsAny, Samples.Texts("t")))
        );
    }

    [Fact]
    public async Task A_path_with_anything_but_names_is_refused()
    {
        await Assert.ThrowsAsync<ArgumentException>(async () =>
            await Ids(Filter.Eq("name') OR 1=1 --", "x"))
        );
        await Assert.ThrowsAsync<ArgumentException>(async () =>
            await Ids(Filter.Eq("$where", "x"))
        );
    }

    [Fact]
    public async Task Ping_answers()
    {
        await Store.PingAsync(None);
        Assert.Equal(0, await Store.CountAsync(Samples.Collection, Filter.Everything, None));
    }

    private protected abstract bool ExpiresOnRequest { get; }

    private async Task<string?> Plan(Filter filter, params SortKey[] sort) =>
        await Store.ExplainAsync(new Query(Samples.Collection, filter) { Sort = sort }, None);
}
