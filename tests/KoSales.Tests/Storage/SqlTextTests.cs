using System.Globalization;
using KoSales.Functions.Storage.Sqlite;
using KoSales.Functions.Storage.Sqlite.Reading;
using KoSales.Functions.Storage.Sqlite.Writing;

namespace KoSales.Tests.Storage;

/// <summary>The texts of statements: one for whatever values, and cheap to run.</summary>
public sealed class SqlTextTests
{
    [Fact]
    public void A_statement_with_other_values_has_the_very_same_text()
    {
        var first = Patch("S-1", "\"open\"", 1);
        var second = Patch("S-2", "\"new\"", 2);

        Assert.Same(first.Text, second.Text);
        Assert.Contains("open", first.Parameters);
        Assert.Contains("new", second.Parameters);
        Assert.DoesNotContain("open", second.Parameters);
    }

    [Fact]
    public void A_value_that_decides_what_is_written_makes_another_text()
    {
        Assert.NotEqual(Patch("S-1", "\"open\"", 1).Text, Patch("S-1", null, 1).Text);
        Assert.Contains(
            "\"status\" = 'open'",
            Count(Filter.Eq("status", "open")).Text,
            StringComparison.Ordinal
        );
        Assert.DoesNotContain(
            "\"status\" = 'open'",
            Count(Filter.Eq("status", "lost")).Text,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void A_short_list_is_compared_with_one_by_one()
    {
        Assert.Contains(
            "(\"name\" = ? OR \"name\" = ? OR \"name\" = ?)",
            Count(Filter.In("name", ["a", "b", "c"])).Text,
            StringComparison.Ordinal
        );
        Assert.Contains(
            "id IN (?, ?, ?)",
            Count(Filter.In("id", ["S-1", "S-2", "S-3"])).Text,
            StringComparison.Ordinal
        );
        Assert.Equal(
            "\"name\" IN ('a', 'b', 'c')",
            FilterSql.Literal(Samples.Collection, Filter.In("name", ["a", "b", "c"]))
        );
    }

    [Theory]
    [InlineData("(\"due_at\", id)", "-due_at")]
    [InlineData("(\"status\", \"due_at\", id)", "status", "-due_at")]
    [InlineData("(\"status\", \"score\" DESC, \"due_at\", id)", "status", "-score", "due_at")]
    [InlineData("(\"score\", \"due_at\", id)", "score", "due_at")]
    public void An_index_that_only_falls_is_stored_rising_where_new_entries_fill_its_last_page(
        string columns,
        params string[] keys
    )
    {
        var made = SchemaSql.Objects(Samples.Collection, new IndexSpec("samples_some", keys));

        Assert.EndsWith(columns, Assert.Single(made).Sql, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_short_list_is_looked_up_in_its_index()
    {
        using var folder = new TempFolder();
        using var store = new SqliteDocumentStore(
            new SqliteStoreOptions(folder.File("ko-sales.db")),
            Samples.Clock
        );
        await store.EnsureAsync(Samples.All, CancellationToken.None);

        Assert.Equal(
            "samples_name",
            await store.ExplainAsync(
                new Query(Samples.Collection, Filter.In("name", ["a", "b", "c"])),
                CancellationToken.None
            )
        );
    }

    [Fact]
    public void Texts_are_right_however_many_there_are()
    {
        var made = 0;
        var known = new KnownTexts(t =>
        {
            made++;
            return $"<{t}>";
        });

        for (var round = 0; round < 2; round++)
        {
            for (var i = 0; i < 3000; i++)
            {
                var text = i.ToString(CultureInfo.InvariantCulture);
                Assert.Equal($"<{text}>", known.Of(text));
                Assert.Same(known.Of(text), known.Of(text.AsSpan()));
            }
        }

        Assert.True(made > 3000, "it keeps more than it says");
    }

    [Fact]
    public void A_long_text_is_made_each_time()
    {
        var known = new KnownTexts(t => t);
        var text = new string('x', 5000);

        Assert.NotSame(known.Of(text.AsSpan()), known.Of(text.AsSpan()));
    }

    private static BoundSql Count(Filter filter) =>
        QuerySql.Count(Samples.Collection, filter, Samples.Now);

    private static BoundSql Patch(string id, string? status, decimal score) =>
        PatchSql.OfRow(
            new WriteOperation.PatchWhere(
                Samples.Collection,
                Filter.Eq("id", id),
                new Patch(Samples.Now, "A-1")
                {
                    Set = new Dictionary<string, string?> { ["status"] = status },
                    Increment = new Dictionary<string, decimal> { ["score"] = score },
                },
                null
            )
        );
}
