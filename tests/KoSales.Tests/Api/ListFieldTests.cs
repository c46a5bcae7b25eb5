using System.Reflection;
using KoSales.Functions.Api.Listing;

namespace KoSales.Tests.Api;

/// <summary>What lists show of every record, they can be filtered by.</summary>
public sealed class ListFieldTests
{
    private static readonly string[] Usual =
    [
        "id",
        "name",
        "status",
        "kind",
        "created_at",
        "updated_at",
    ];

    /// <summary>Lists that are read from the newest on by what they are about, not searched.</summary>
    private static readonly string[] Streams =
    [
        "assignment-digests",
        "calendar-versions",
        "dead-events",
        "delegations",
        "notifications",
        "notifications-unread",
        "outbox",
        "pii-access-log",
        "related-tasks",
        "timeline",
    ];

    /// <summary>All that these lists show are of one kind.</summary>
    private static readonly string[] OfOneKind =
    [
        "lead-pipelines",
        "lead-pipelines-rotting",
        "contact-pipelines",
        "contact-pipelines-rotting",
        "deal-pipelines",
        "deal-pipelines-rotting",
        "cohort-assignment-jobs",
    ];

    public static TheoryData<string> Names =>
        [.. Specs().Select(s => s.Name).Where(n => !Streams.Contains(n)).Distinct()];

    [Theory]
    [MemberData(nameof(Names))]
    public void What_a_list_shows_of_every_record_it_can_be_filtered_by(string name)
    {
        var spec = Specs().First(s => s.Name == name);
        var asked = OfOneKind.Contains(name) ? Usual.Where(m => m != "kind") : Usual;

        var missing = asked.Where(m =>
            spec.View.Members.Contains(m) && !spec.Fields.ContainsKey(m)
        );

        Assert.Empty(missing);
    }

    private static IEnumerable<ListSpec> Specs() =>
        typeof(ListSpec)
            .Assembly.GetTypes()
            .SelectMany(t =>
                t.GetFields(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic)
            )
            .Where(f => typeof(ListSpec).IsAssignableFrom(f.FieldType))
            .Select(f => (ListSpec)f.GetValue(null)!);
}
