using System.Globalization;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using KoSales.Functions.Storage.Sqlite;
using KoSales.Functions.Storage.Sqlite.Members;
using KoSales.Functions.Storage.Sqlite.Writing;
using Microsoft.Data.Sqlite;
using NodaTime;

namespace KoSales.Tests.Storage;

/// <summary>The columns beside a document: always what the document has, and only those written that
/// change.</summary>
public sealed class SqliteMembersTests : IDisposable
{
    private static readonly CancellationToken None = CancellationToken.None;

    private const string Indexed = "SELECT value, id FROM samples__samples_tags";
    private const string Elements =
        "SELECT e.value, t.id FROM samples t, json_each(t.doc, '$.tags') e WHERE e.value IS NOT NULL";

    private readonly TempFolder _folder = new();

    private string File => _folder.File("ko-sales.db");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void After_any_writes_the_columns_hold_what_the_documents_have() =>
        Check.One(
            Config.QuickThrowOnFailure.WithMaxTest(40),
            Prop.ForAll(
                Arb.From(Write().ListOf(40)),
                writes =>
                {
                    using var folder = new TempFolder();
                    var file = folder.File("ko-sales.db");
                    using (var store = Open(file))
                    {
                        foreach (var write in writes)
                            store
                                .CommitAsync(write(new WriteBatch()), None)
                                .AsTask()
                                .GetAwaiter()
                                .GetResult();
                    }

                    Assert.Equal([], Unlike(file));
                }
            )
        );

    [Fact]
    public void A_replacement_sets_the_columns_that_change_and_no_others()
    {
        var members = IndexedMembers.Of(Samples.Collection);
        var sql = WriteSql.Of(Samples.Collection);
        var score = members.Paths.ToList().IndexOf("score");
        var tags = members.Paths.ToList().IndexOf("tags");

        Assert.EndsWith(
            "doc = jsonb(?3) WHERE rowid = ?1",
            sql.Update(changed: 0),
            StringComparison.Ordinal
        );
        Assert.EndsWith(
            score < tags
                ? "doc = jsonb(?3), \"score\" = ?4, \"tags\" = ?5 WHERE rowid = ?1"
                : "doc = jsonb(?3), \"tags\" = ?4, \"score\" = ?5 WHERE rowid = ?1",
            sql.Update((1UL << score) | (1UL << tags)),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void A_patch_sets_the_columns_that_it_reaches_and_no_others()
    {
        var patch = new Patch(Samples.Now, "A-1")
        {
            Set = new Dictionary<string, string?>
            {
                ["status"] = "\"open\"",
                ["address"] = "{\"state\":\"27\"}",
                ["phone"] = null,
            },
        };

        var sql = PatchSql.OfRow(
            new WriteOperation.PatchWhere(Samples.Collection, Filter.Eq("id", "S-1"), patch, null)
        );

        var text = sql.Text;
        Assert.Equal(
            ", \"status\" = ?, \"address.state\" = ?, \"phone\" = ? ",
            text[
                text.IndexOf(", \"status\"", StringComparison.Ordinal)..text.IndexOf(
                    "WHERE",
                    StringComparison.Ordinal
                )
            ]
        );
        Assert.Equal(["open", "27", null], sql.Parameters.TakeLast(3));
    }

    [Theory]
    [InlineData("9007199254740993", 9007199254740993L)]
    [InlineData("2.5", 2.5)]
    [InlineData("true", 1L)]
    [InlineData("null", null)]
    [InlineData("[1]", "[1]")]
    public void A_value_that_is_set_keeps_all_of_its_digits(string json, object? bound) =>
        Assert.Equal(bound, BoundJson.Of(json));

    [Fact]
    public async Task A_table_of_an_earlier_release_gets_its_columns_with_all_that_it_holds()
    {
        Execute(
            """
            CREATE TABLE "samples" (id TEXT NOT NULL PRIMARY KEY, version INTEGER NOT NULL, doc BLOB NOT NULL);
            CREATE INDEX "samples_name" ON "samples"(json_extract(doc,'$.name'), id);
            CREATE TABLE "samples__samples_tags"
                (value NOT NULL, id TEXT NOT NULL, PRIMARY KEY (value, id)) WITHOUT ROWID;
            CREATE TRIGGER "samples__samples_tags__i" AFTER INSERT ON "samples" BEGIN
                INSERT INTO "samples__samples_tags"(value, id)
                SELECT DISTINCT value, new.id FROM json_each(new.doc, '$.tags') WHERE value IS NOT NULL;
            END;
            INSERT INTO samples VALUES ('S-1', 3, jsonb('{"id":"S-1","version":3,"name":"Asha",
                "status":"open","phone":"p1","score":2.5,"tags":["x","y"],"address":{"state":"27"}}'));
            INSERT INTO samples VALUES ('S-2', 1, jsonb('{"id":"S-2","version":1,
                "name":"Ravi","hot":true,"tags":["y"]}'));
            """
        );

        using (var store = Open(File))
        {
            Assert.Equal(["S-1"], await Ids(store, Filter.Eq("address.state", "27")));
            Assert.Equal(["S-1", "S-2"], await Ids(store, Tagged("y")));
            Assert.Equal("Asha", (await store.FindAsync(Samples.Collection, "S-1", None))!.Name);
            var taken = await store.CommitAsync(
                new WriteBatch().Insert(
                    Samples.Collection,
                    new Sample("S-3") { Phone = "p1", Status = "new" }
                ),
                None
            );
            Assert.Equal(
                (CommitStatus.DuplicateKey, "samples_phone_open"),
                (taken.Status, taken.Index)
            );
            var first = await store.FindAsync(Samples.Collection, "S-1", None);
            await store.CommitAsync(
                new WriteBatch().Replace(
                    Samples.Collection,
                    first! with
                    {
                        Version = 4,
                        Tags = ["x"],
                    }
                ),
                None
            );
            Assert.Equal(["S-2"], await Ids(store, Tagged("y")));
        }

        Assert.Equal([], Unlike(File));
        using var again = Open(File);
        Assert.Equal(2, await again.CountAsync(Samples.Collection, Filter.Everything, None));
    }

    [Fact]
    public async Task What_an_earlier_release_writes_after_a_step_back_is_found_again()
    {
        using (var store = Open(File))
            await store.CommitAsync(
                new WriteBatch().Insert(Samples.Collection, new Sample("S-1") { Name = "Asha" }),
                None
            );
        Execute(
            """
            DROP INDEX "samples_name";
            CREATE INDEX "samples_name" ON "samples"(json_extract(doc,'$.name'), id);
            INSERT INTO samples(id, version, doc) VALUES ('S-2', 1, jsonb('{"id":"S-2","version":1,"name":"Ravi"}'));
            UPDATE samples SET version = 2, doc = jsonb_set(doc, '$.name', 'Usha') WHERE id = 'S-1';
            """
        );

        using (var store = Open(File))
        {
            Assert.Equal(["S-2"], await Ids(store, Filter.Eq("name", "Ravi")));
            Assert.Equal(["S-1"], await Ids(store, Filter.Eq("name", "Usha")));
        }

        Assert.Equal([], Unlike(File));
    }

    private static Filter Tagged(string tag) =>
        Samples.Where("tags", FilterOperator.ContainsAny, Samples.Texts(tag));

    private static async Task<string[]> Ids(IDocumentStore store, Filter filter) =>
        [
            .. (await store.QueryAsync(new Query(Samples.Collection, filter), None)).Select(d =>
                d.Id
            ),
        ];

    private static SqliteDocumentStore Open(string file)
    {
        var store = new SqliteDocumentStore(new SqliteStoreOptions(file), Samples.Clock);
        store.EnsureAsync(Samples.All, None).AsTask().GetAwaiter().GetResult();
        return store;
    }

    /// <summary>Each kind of operation over few documents, often refused.</summary>
    private static Gen<Func<WriteBatch, WriteBatch>> Write() =>
        from kind in Gen.Choose(0, 5)
        from number in Gen.Choose(0, 5)
        from version in Gen.Choose(1, 4)
        from sample in FilterGenerators.Sample(number)
        select Operation(kind, sample with { Version = version });

    private static Func<WriteBatch, WriteBatch> Operation(int kind, Sample sample) =>
        batch =>
            kind switch
            {
                0 => batch.Insert(Samples.Collection, sample),
                1 => batch.Upsert(Samples.Collection, sample),
                2 => batch.InsertIfAbsent(Samples.Collection, sample),
                3 => batch.Patch(Samples.Collection, Filter.Eq("id", sample.Key), PatchTo(sample)),
                4 => batch.Patch(Samples.Collection, Filter.Everything, Deeper(sample)),
                _ => batch.Replace(Samples.Collection, sample),
            };

    private static Patch PatchTo(Sample sample) =>
        new(Samples.Now, "A-1")
        {
            Set = new Dictionary<string, string?>
            {
                ["score"] = sample.Score is { } score
                    ? score.ToString(CultureInfo.InvariantCulture)
                    : null,
                ["tags"] = sample.Tags is null ? null : JsonSerializer.Serialize(sample.Tags),
                ["address"] = sample.Address is { State: { } state }
                    ? $"{{\"state\":{JsonSerializer.Serialize(state)}}}"
                    : null,
                ["hot"] = sample.Hot is { } hot ? (hot ? "true" : "false") : null,
            },
        };

    private static Patch Deeper(Sample sample) =>
        new(Samples.Now + Duration.FromSeconds(sample.Version), "A-2")
        {
            Set = new Dictionary<string, string?>
            {
                ["address"] = "{\"village\":\"Rampur\"}",
                ["address.state"] = sample.Version > 2 ? "\"09\"" : null,
            },
            Increment = new Dictionary<string, decimal> { ["score"] = sample.Version - 2 },
        };

    /// <summary>Indexed members whose column is not what the document has, and elements that are not.</summary>
    private static List<string> Unlike(string file)
    {
        List<string> unlike = [];
        using var connection = new SqliteConnection($"Data Source={file};Pooling=False");
        connection.Open();
        foreach (var path in IndexedMembers.Of(Samples.Collection).Paths)
        {
            if (
                Count(connection, $"samples WHERE \"{path}\" IS NOT json_extract(doc, '$.{path}')")
                > 0
            )
                unlike.Add(path);
        }

        if (Count(connection, $"({Elements} EXCEPT {Indexed})") > 0)
            unlike.Add("elements that the index has not");
        if (Count(connection, $"({Indexed} EXCEPT {Elements})") > 0)
            unlike.Add("elements that no document has");
        return unlike;
    }

    private static long Count(SqliteConnection connection, string what)
    {
        using var command = connection.CreateCommand();
        command.CommandText = $"SELECT count(*) FROM {what}";
        return (long)command.ExecuteScalar()!;
    }

    private void Execute(string script)
    {
        using var connection = new SqliteConnection($"Data Source={File};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = script;
        command.ExecuteNonQuery();
    }
}
