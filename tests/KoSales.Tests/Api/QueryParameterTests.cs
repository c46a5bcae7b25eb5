using KoSales.Functions.Api.Endpoints;
using KoSales.Functions.Api.Requests;

namespace KoSales.Tests.Api;

/// <summary>What every route declares about its query.</summary>
public sealed class QueryParameterTests
{
    private static readonly string[] Destructive =
    [
        "archive",
        "assign",
        "batch",
        "cancel",
        "deactivate",
        "end",
        "erase",
        "import",
        "junk",
        "lose",
        "make-default",
        "migrate",
        "publish",
        "rebuild",
        "recount",
        "redistribute",
        "retire",
        "retry",
        "rewrap",
        "run",
        "skip",
        "transition",
        "undo",
        "unmerge",
        "withdraw",
    ];

    public static TheoryData<string> DestructiveRoutes() =>
        [.. ApiRoutes.OfThisApp().All.Where(IsDestructive).Select(r => r.Function)];

    [Theory]
    [MemberData(nameof(DestructiveRoutes))]
    public void Every_destructive_or_bulk_action_has_a_dry_run(string function) =>
        Assert.Contains(QueryParameters.DryRun, ApiRoutes.OfThisApp().Of(function)!.Query.Keys);

    [Fact]
    public void Every_parameter_that_a_route_takes_is_described_once_with_an_example()
    {
        foreach (
            var parameter in ApiRoutes.OfThisApp().All.SelectMany(r => r.Query.Values).Distinct()
        )
        {
            Assert.NotEqual("", parameter.Description);
            Assert.True(
                parameter.Choices.Count == 0 || parameter.Choices.Contains(parameter.Example),
                parameter.Name
            );
            Assert.True(
                parameter.Type != QueryType.Number || int.TryParse(parameter.Example, out _),
                parameter.Name
            );
        }
    }

    private static bool IsDestructive(ApiRoute route) =>
        route.Methods.Contains("DELETE")
        || (route.Methods.Contains("POST") && Destructive.Contains(route.Template.Split('/')[^1]));
}
