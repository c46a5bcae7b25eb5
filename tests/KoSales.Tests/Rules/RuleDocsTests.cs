using System.Collections.Frozen;
using System.Text.Json;
using KoSales.Domain.Contacts;
using KoSales.Domain.Customers;
using KoSales.Domain.CustomFields;
using KoSales.Domain.Deals;
using KoSales.Domain.Leads;
using KoSales.Domain.Pipelines.Workflows;
using KoSales.Domain.Rules;
using KoSales.Functions.Calls;
using KoSales.Functions.Cohorts.Members;
using KoSales.Functions.Deals;
using KoSales.Functions.Entities.Parts;
using KoSales.Functions.Pipelines;
using KoSales.Functions.Rules;
using KoSales.Functions.Tasks;
using Moq;

namespace KoSales.Tests.Rules;

/// <summary>What docs/rules.md shows is what the code takes.</summary>
public sealed class RuleDocsTests
{
    private static readonly string[] Lines = File.ReadAllLines(
        Path.Combine(Root(), "docs", "rules.md")
    );

    private static readonly IRuleRelation[] Relations =
    [
        new TaskRuleRelation(Mock.Of<IDocumentStore>(), EntityKind.Lead),
        new PipelineRuleRelation(Mock.Of<IDocumentStore>(), EntityKind.Lead, PipelineKind.Lead),
        new CallRuleRelation(Mock.Of<IDocumentStore>(), EntityKind.Lead),
        new DealRuleRelation(Mock.Of<IDocumentStore>(), DealSpecs.Life.References[0]),
        new LicenceRuleRelation(EntityKind.Lead, "lead"),
        new MembershipRuleRelation(new NoMemberships(), EntityKind.Lead),
    ];

    private static readonly RuleCatalog Catalog = new(
        LeadFields.With(CustomFieldSet.Empty),
        Relations.SelectMany(r => r.Fields).ToDictionary(f => f.Key, f => f.Value)
    );

    [Fact]
    public void Every_rule_shown_is_accepted()
    {
        var rules = Examples().ToArray();

        Assert.True(rules.Length >= 12);
        Assert.All(
            rules,
            rule =>
                Assert.Empty(
                    RuleCheck
                        .Read(JsonElement.Parse(rule), Catalog, new CohortLinks(null, _ => []))
                        .Faults
                )
        );
    }

    [Fact]
    public void Every_field_is_named()
    {
        var text = string.Join(' ', Lines);

        Assert.All(
            Catalog.Paths,
            path =>
                Assert.Matches(
                    $"[` ]{path.Replace(".", "\\.", StringComparison.Ordinal)}[` ]",
                    text
                )
        );
    }

    [Theory]
    [MemberData(nameof(OwnFields))]
    public void The_own_fields_of_each_kind_are_named(string kind, string[] fields)
    {
        var paragraph = string.Join(
            ' ',
            Lines
                .SkipWhile(l => !l.StartsWith($"Of a **{kind}**", StringComparison.Ordinal))
                .TakeWhile(l => l.Length > 0)
        );

        string[] named = paragraph.Split('`')[1].Split(' ');
        Assert.True(
            named.ToHashSet().SetEquals(fields),
            $"of a {kind} may be asked: {string.Join(' ', fields)}"
        );
    }

    public static TheoryData<string, string[]> OwnFields =>
        new()
        {
            { "lead", [.. LeadFields.Table.Asked.Keys] },
            { "contact", [.. ContactFields.Table.Asked.Keys] },
            { "customer", [.. CustomerFields.Table.Asked.Keys] },
            { "deal", [.. DealFields.Table.Asked.Keys] },
        };

    /// <summary>Indented lines from a brace in the first column of code to where its JSON ends; the sketch
    /// of the shape is not JSON.</summary>
    private static IEnumerable<string> Examples()
    {
        for (var i = 0; i < Lines.Length; i++)
        {
            if (!Lines[i].StartsWith("    {", StringComparison.Ordinal))
                continue;
            var text = "";
            do text += Lines[i];
            while (
                !IsJson(text)
                && i + 1 < Lines.Length
                && Lines[i + 1].StartsWith("      ", StringComparison.Ordinal)
                && i++ >= 0
            );
            if (IsJson(text))
                yield return text;
        }
    }

    private static bool IsJson(string text)
    {
        try
        {
            using var parsed = JsonDocument.Parse(text);
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static string Root()
    {
        var at = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(at, "KoSales.sln")))
            at = Path.GetDirectoryName(at)!;
        return at;
    }

    /// <summary>Nobody is in any.</summary>
    private sealed class NoMemberships : IMemberships
    {
        public IReadOnlyCollection<string> EventTypes => [];

        public ValueTask<IReadOnlyDictionary<string, IReadOnlyList<string>>> OfAsync(
            EntityKind kind,
            IReadOnlyCollection<string> ids,
            CancellationToken cancellationToken
        ) => new(FrozenDictionary<string, IReadOnlyList<string>>.Empty);
    }
}
