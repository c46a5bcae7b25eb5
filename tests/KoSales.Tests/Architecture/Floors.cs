using System.Reflection;
using KoSales.Functions.Storage;
using KoSales.Tests.EndToEnd;

namespace KoSales.Tests.Architecture;

/// <summary>The floors of a project, from the ground up. A folder uses the floors below its own, and
/// nothing beside it. docs/architecture.md draws them.</summary>
/// <param name="Name">Of the project, its folder and its root namespace.</param>
internal sealed record Floors(string Name, Assembly Assembly, IReadOnlyList<string[]> Levels)
{
    public static readonly Floors Domain = new(
        "KoSales.Domain",
        typeof(Fault).Assembly,
        [
            ["Files", "Kernel", "Work"],
            ["Filters"],
            ["Access", "Storage"],
            ["Events", "Rules"],
            [
                "Agents",
                "Audit",
                "CustomFields",
                "Definitions",
                "Feed",
                "Jobs",
                "Notifications",
                "Pii",
                "Taxes",
                "Teams",
                "Timeline",
            ],
            ["Auth", "Exports", "Fields", "Planning", "Webhooks"],
            ["Imports", "Inbound", "Places"],
            ["Assignment", "Calendars", "Quotations"],
            ["AssignmentJobs", "Notes", "Orders", "Pipelines", "Sla"],
            ["Entities"],
            ["Contacts", "Customers", "Deals", "Leads", "Tasks"],
            [
                "Calls",
                "Cohorts",
                "Conversions",
                "Documents",
                "Flows",
                "InventorySync",
                "Loads",
                "Reports",
                "Scoring",
                "Signals",
            ],
            ["Merges"],
        ]
    );

    public static readonly Floors Functions = new(
        "KoSales.Functions",
        typeof(IdAllocator).Assembly,
        [
            ["Hosting", "References", "Rules"],
            ["Mail", "Passwords", "Storage"],
            ["Api", "Durable"],
            ["Invariants", "Outbox"],
            ["Writing"],
            ["Audit", "Calendars", "Definitions", "Health", "Jobs", "Related", "Taxes", "Timeline"],
            ["Agents", "CustomFields", "Pii", "Teams"],
            ["Assignment", "Auth", "Files", "FirstRun", "Inbound", "Search"],
            ["Pipelines"],
            ["Cohorts", "Tasks"],
            ["AssignmentJobs", "Calls", "Notes", "Signals", "Sla"],
            ["Absences", "Entities", "Flows", "Scoring"],
            ["Customers", "Deals", "Leads", "Notifications", "Orders"],
            ["Contacts", "Published"],
            [
                "Claims",
                "Documents",
                "Exports",
                "Feed",
                "Imports",
                "Quotations",
                "Reports",
                "SignalSources",
                "Subscriptions",
            ],
            ["Conversions", "Merges"],
            ["InventorySync"],
            ["OpenApi"],
            ["Startup"],
        ]
    );

    /// <summary>Those that the project has.</summary>
    public IReadOnlyList<string> Folders =>
        [
            .. Directory
                .EnumerateDirectories(Solution.PathOf(Name))
                .Select(d => Path.GetFileName(d)!)
                .Where(f => f is not ("bin" or "obj"))
                .Order(StringComparer.Ordinal),
        ];

    /// <summary>Pairs of types between folders, of which the second does not stand below the first.</summary>
    public IReadOnlyList<string> Wrong() =>
        [
            .. TypeArrows
                .Of(Assembly)
                .Where(IsWrong)
                .Select(a => $"{Short(a.From)} -> {Short(a.To)}")
                .Order(StringComparer.Ordinal),
        ];

    private bool IsWrong(TypeArrow arrow) =>
        FolderOf(arrow.From) is { } from
        && FolderOf(arrow.To) is { } to
        && from != to
        && LevelOf(to) >= LevelOf(from);

    private string? FolderOf(string type)
    {
        var parts = Short(type).Split('.');
        return type.StartsWith(Name + ".", StringComparison.Ordinal) && parts.Length > 1
            ? parts[0]
            : null;
    }

    private string Short(string type) => type.Replace(Name + ".", "", StringComparison.Ordinal);

    private int LevelOf(string folder)
    {
        for (var i = 0; i < Levels.Count; i++)
        {
            if (Levels[i].Contains(folder))
                return i;
        }

        return Levels.Count;
    }
}
