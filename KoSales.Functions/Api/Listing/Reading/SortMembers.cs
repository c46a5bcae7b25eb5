using System.Text.Json;
using KoSales.Functions.Storage.Migrations;

namespace KoSales.Functions.Api.Listing.Reading;

/// <summary>The members by which lists are sorted, where an earlier release did not store them or had another
/// form of them.</summary>
internal sealed class SortMembers(IEnumerable<ListSpec> lists) : IDataMigration
{
    private readonly Dictionary<Collection, string[]> _members = lists
        .Where(l => l.SortedBy.Count > 0)
        .GroupBy(l => l.Collection)
        .ToDictionary(g => g.Key, g => g.SelectMany(l => l.SortedBy.Values).Distinct().ToArray());

    public int Step => 2;

    public string Name => "names have the form by which they are sorted";

    public IReadOnlyList<Collection> Collections => [.. _members.Keys.OrderBy(c => c.Name)];

    public ValueTask AddAsync(
        WriteBatch batch,
        MigrationPage page,
        CancellationToken cancellationToken
    )
    {
        foreach (var stored in page.Documents.Where(d => !page.Collided.Contains(d.Id)))
        {
            var today = new WriteBatch();
            page.Collection.Rewrite(today, stored);
            var written = (WriteOperation.Replace)today.Operations[0];
            if (Differ(stored.Json, written.Json, _members[page.Collection]))
                batch.Append(today);
        }

        return ValueTask.CompletedTask;
    }

    private static bool Differ(
        ReadOnlyMemory<byte> stored,
        ReadOnlyMemory<byte> written,
        string[] members
    )
    {
        using var before = JsonDocument.Parse(stored);
        using var after = JsonDocument.Parse(written);
        return Array.Exists(
            members,
            m => TextOf(before.RootElement, m) != TextOf(after.RootElement, m)
        );
    }

    private static string? TextOf(JsonElement document, string member) =>
        document.TryGetProperty(member, out var value) ? value.GetString() : null;
}
