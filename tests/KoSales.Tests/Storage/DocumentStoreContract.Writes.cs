using NodaTime;

namespace KoSales.Tests.Storage;

public abstract partial class DocumentStoreContract
{
    private static readonly Patch ToLost = new(Samples.Now, "A0-0001")
    {
        Set = new Dictionary<string, string?> { ["status"] = "\"lost\"" },
    };

    [Fact]
    public async Task An_inserted_document_is_read_back_whole()
    {
        var sample = new Sample("S-1")
        {
            Name = "Ramesh \"R\" 🌾 \\ किसान",
            Score = 12345678901234.56m,
            Hot = false,
            DueAt = Samples.Now,
            Day = new LocalDate(2026, 2, 28),
            Tags = ["b", "a"],
            Address = new Place("27", null),
            CreatedAt = Samples.Now,
            UpdatedAt = Samples.Now,
        };

        Assert.Equal([1], (await Insert(sample)).Affected);

        var found = await Find("S-1");
        Assert.Equivalent(sample, found, strict: true);
        Assert.Equal(1, (await Store.GetAsync(Samples.Collection, "S-1", None))!.Value.Version);
        Assert.Null(await Find("S-2"));
    }

    [Fact]
    public async Task Many_are_fetched_by_id_and_absent_ones_left_out()
    {
        await Insert(new Sample("S-1"), new Sample("S-2"), new Sample("S-3"));

        var found = await Store.GetManyAsync(Samples.Collection, ["S-3", "S-9", "S-1"], None);

        Assert.Equal(["S-1", "S-3"], found.Select(d => d.Id).Order(StringComparer.Ordinal));
        Assert.Empty(await Store.GetManyAsync(Samples.Collection, [], None));
    }

    [Fact]
    public async Task A_taken_id_or_unique_key_is_refused_by_the_name_of_its_index()
    {
        await Insert(new Sample("S-1") { Phone = "p1", Status = "open" });

        var sameId = await Insert(new Sample("S-1"));
        var samePhone = await Insert(new Sample("S-2") { Phone = "p1", Status = "new" });
        var outsideTheCondition = await Insert(new Sample("S-3") { Phone = "p1", Status = "lost" });

        Assert.Equal(
            (CommitStatus.DuplicateKey, 0, "_id"),
            (sameId.Status, sameId.Operation, sameId.Index)
        );
        Assert.Equal(
            (CommitStatus.DuplicateKey, 0, "samples_phone_open"),
            (samePhone.Status, samePhone.Operation, samePhone.Index)
        );
        Assert.True(outsideTheCondition.IsCommitted);
    }

    [Fact]
    public async Task Documents_without_one_of_the_unique_keys_are_exempt()
    {
        var day = new LocalDate(2026, 1, 1);

        Assert.True(
            (
                await Insert(
                    new Sample("S-1") { Day = day },
                    new Sample("S-2") { Day = day },
                    new Sample("S-3") { Day = day, Hot = true }
                )
            ).IsCommitted
        );
        Assert.Equal(
            "samples_day_hot",
            (await Insert(new Sample("S-4") { Day = day, Hot = true })).Index
        );
    }

    [Fact]
    public async Task Insert_if_absent_does_nothing_when_id_or_key_is_taken()
    {
        await Insert(
            new Sample("S-1")
            {
                Name = "first",
                Phone = "p1",
                Status = "open",
            }
        );

        var result = await Commit(b =>
            b.InsertIfAbsent(Samples.Collection, new Sample("S-1") { Name = "second" })
                .InsertIfAbsent(
                    Samples.Collection,
                    new Sample("S-2") { Phone = "p1", Status = "open" }
                )
                .InsertIfAbsent(Samples.Collection, new Sample("S-3"))
        );

        Assert.Equal([0, 0, 1], result.Affected);
        Assert.Equal("first", (await Find("S-1"))!.Name);
        Assert.Equal(["S-1", "S-3"], await Ids(Filter.Everything));
    }

    [Fact]
    public async Task Replace_needs_the_version_before_its_own()
    {
        await Insert(new Sample("S-1"));

        var good = await Commit(b =>
            b.Replace(Samples.Collection, new Sample("S-1") { Version = 2, Name = "two" })
        );
        var stale = await Commit(b =>
            b.Replace(Samples.Collection, new Sample("S-1") { Version = 2, Name = "other" })
        );
        var absent = await Commit(b =>
            b.Replace(Samples.Collection, new Sample("S-9") { Version = 2 })
        );

        Assert.True(good.IsCommitted);
        Assert.Equal((CommitStatus.VersionConflict, 0), (stale.Status, stale.Operation));
        Assert.Equal(CommitStatus.VersionConflict, absent.Status);
        Assert.Equal(("two", 2), ((await Find("S-1"))!.Name, (await Find("S-1"))!.Version));
    }

    [Fact]
    public async Task Of_fifty_parallel_replacements_of_one_version_one_wins()
    {
        await Insert(new Sample("S-1"));

        var results = await Task.WhenAll(
            Enumerable
                .Range(0, 50)
                .Select(i =>
                    Task.Run(() =>
                        Commit(b =>
                            b.Insert(Samples.Collection, new Sample($"T-{i}"))
                                .Replace(
                                    Samples.Collection,
                                    new Sample("S-1") { Version = 2, Name = $"{i}" }
                                )
                        )
                    )
                )
        );

        Assert.Single(results, r => r.IsCommitted);
        Assert.All(
            results.Where(r => !r.IsCommitted),
            r => Assert.Equal((CommitStatus.VersionConflict, 1), (r.Status, r.Operation))
        );
        Assert.Equal(2, await Store.CountAsync(Samples.Collection, Filter.Everything, None));
    }

    [Fact]
    public async Task Upsert_writes_whatever_is_there()
    {
        await Commit(b =>
            b.Upsert(Samples.Collection, new Sample("S-1") { Name = "one", Tags = ["old"] })
        );
        await Commit(b =>
            b.Upsert(
                Samples.Collection,
                new Sample("S-1")
                {
                    Name = "two",
                    Version = 7,
                    Tags = ["new"],
                }
            )
        );

        Assert.Equal(("two", 7), ((await Find("S-1"))!.Name, (await Find("S-1"))!.Version));
        Assert.Empty(
            await Ids(Samples.Where("tags", FilterOperator.ContainsAny, Samples.Texts("old")))
        );
        Assert.Equal(
            ["S-1"],
            await Ids(Samples.Where("tags", FilterOperator.ContainsAny, Samples.Texts("new")))
        );
    }

    [Fact]
    public async Task A_refused_batch_leaves_nothing_and_names_the_operation()
    {
        await Insert(new Sample("S-1") { Score = 1 });

        var result = await Commit(b =>
            b.Insert(Samples.Collection, new Sample("S-2") { Tags = ["x"] })
                .Patch(Samples.Collection, Filter.Eq("id", "S-1"), ToLost)
                .Delete(Samples.Collection, Filter.Eq("id", "S-2"))
                .Insert(Samples.Expiring, new Sample("E-1"))
                .Insert(Samples.Collection, new Sample("S-1"))
        );

        Assert.Equal(
            (CommitStatus.DuplicateKey, 4, "_id"),
            (result.Status, result.Operation, result.Index)
        );
        Assert.Empty(result.Affected);
        Assert.Equal(["S-1"], await Ids(Filter.Everything));
        Assert.Equal((null, 1), ((await Find("S-1"))!.Status, (await Find("S-1"))!.Version));
        Assert.Equal(0, await Store.CountAsync(Samples.Expiring, Filter.Everything, None));
        Assert.Empty(
            await Ids(Samples.Where("tags", FilterOperator.ContainsAny, Samples.Texts("x")))
        );
    }

    [Fact]
    public async Task A_patch_that_is_refused_at_a_later_document_leaves_the_earlier_as_they_were()
    {
        await Insert(
            new Sample("S-1") { Status = "open", Phone = "p1" },
            new Sample("S-2") { Status = "open", Phone = "p2" },
            new Sample("S-3") { Status = "open", Phone = "p3" }
        );
        var same = new Patch(Samples.Now, "A0-0001")
        {
            Set = new Dictionary<string, string?> { ["phone"] = "\"p9\"" },
        };
        var batch = new WriteBatch().Patch(Samples.Collection, Filter.Eq("status", "open"), same);

        // Side by side, so that they share transactions with each other and with commits that stay.
        var commits = await Task.WhenAll(
            Enumerable
                .Range(0, 40)
                .Select(i =>
                    Task.Run(async () =>
                        await Store.CommitAsync(
                            i % 2 == 0
                                ? batch
                                : new WriteBatch().Insert(
                                    Samples.Collection,
                                    new Sample($"S-1{i}") { Name = "stays" }
                                ),
                            None
                        )
                    )
                )
        );

        Assert.All(
            commits.Where((_, i) => i % 2 == 0),
            c => Assert.Equal((CommitStatus.DuplicateKey, 0), (c.Status, c.Operation))
        );
        Assert.All(commits.Where((_, i) => i % 2 == 1), c => Assert.True(c.IsCommitted));
        Assert.Equal(20, (await Ids(Filter.Eq("name", "stays"))).Length);
        foreach (var number in new[] { 1, 2, 3 })
        {
            var sample = await Find($"S-{number}");
            Assert.Equal(($"p{number}", 1), (sample!.Phone, sample.Version));
        }

        Assert.Empty(await Ids(Filter.Eq("phone", "p9")));
    }

    [Fact]
    public async Task A_patch_sets_removes_and_adds_and_counts_the_version_up()
    {
        await Insert(
            new Sample("S-1")
            {
                Name = "n",
                Score = 0.1m,
                Status = "open",
            },
            new Sample("S-2") { Status = "open" },
            new Sample("S-3")
        );
        var patch = new Patch(Samples.Now, "A0-0001")
        {
            Set = new Dictionary<string, string?>
            {
                ["address.village"] = "\"Itarsi\"",
                ["name"] = null,
                ["tags"] = "[\"t\"]",
            },
            Increment = new Dictionary<string, decimal> { ["score"] = 0.2m },
        };

        var result = await Commit(b =>
            b.Patch(Samples.Collection, Filter.Eq("status", "open"), patch)
        );

        Assert.Equal([2], result.Affected);
        var first = (await Find("S-1"))!;
        Assert.Equal(
            (null, 0.3m, 2, "A0-0001", "Itarsi"),
            (first.Name, first.Score, first.Version, first.UpdatedBy, first.Address!.Village)
        );
        Assert.Equal(Samples.Now, first.UpdatedAt);
        Assert.Equal(0.2m, (await Find("S-2"))!.Score);
        Assert.Equal(2, (await Store.GetAsync(Samples.Collection, "S-2", None))!.Value.Version);
        Assert.Equal(1, (await Find("S-3"))!.Version);
        Assert.Equal(
            ["S-1", "S-2"],
            await Ids(Samples.Where("tags", FilterOperator.ContainsAll, Samples.Texts("t")))
        );
    }

    [Fact]
    public async Task An_expected_count_that_is_not_met_refuses_the_batch()
    {
        await Insert(new Sample("S-1") { Status = "open" }, new Sample("S-2") { Status = "open" });

        var patch = await Commit(b =>
            b.Patch(Samples.Collection, Filter.Eq("status", "open"), ToLost, expected: 1)
        );
        var delete = await Commit(b =>
            b.Insert(Samples.Collection, new Sample("S-3"))
                .Delete(Samples.Collection, Filter.Eq("id", "S-9"), expected: 1)
        );
        var met = await Commit(b =>
            b.Delete(Samples.Collection, Filter.Eq("status", "open"), expected: 2)
        );

        Assert.Equal((CommitStatus.ConditionFailed, 0), (patch.Status, patch.Operation));
        Assert.Equal((CommitStatus.ConditionFailed, 1), (delete.Status, delete.Operation));
        Assert.Equal([2], met.Affected);
        Assert.Empty(await Ids(Filter.Everything));
    }

    [Fact]
    public async Task An_empty_batch_is_committed()
    {
        Assert.True((await Commit(b => b)).IsCommitted);
    }

    [Fact]
    public async Task Counters_start_at_one_and_never_give_a_number_twice()
    {
        Assert.Equal(1, await Store.AllocateAsync("leads", 1, None));
        Assert.Equal(2, await Store.AllocateAsync("leads", 10, None));
        Assert.Equal(1, await Store.AllocateAsync("deals", 1, None));

        var firsts = await Task.WhenAll(
            Enumerable
                .Range(0, 40)
                .Select(i => Store.AllocateAsync("tasks", (i % 3) + 1, None).AsTask())
        );

        var given = firsts
            .SelectMany((first, i) => Enumerable.Range(0, (i % 3) + 1).Select(n => first + n))
            .Order()
            .ToArray();
        Assert.Equal(Enumerable.Range(1, given.Length).Select(n => (long)n), given);
    }
}
