using KoSales.Functions.Subscriptions;
using KoSales.Tests.EndToEnd;

namespace KoSales.Tests.Subscriptions;

public sealed class PublishedEventTests
{
    private static readonly string Page = File.ReadAllText(Solution.PathOf("docs", "webhooks.md"));

    [Fact]
    public void Each_is_on_the_page_for_whoever_subscribes() =>
        Assert.All(
            PublishedEvents.All,
            type => Assert.Contains($"`{type}`", Page, StringComparison.Ordinal)
        );

    [Fact]
    public void Each_is_emitted_somewhere_under_this_name()
    {
        var sources = Solution
            .Sources()
            .Where(s => !s.Path.EndsWith("PublishedEvents.cs", StringComparison.Ordinal))
            .Select(s => s.Text)
            .ToList();
        var verbs = PublishedEvents.All.Select(t => t[(t.IndexOf('.') + 1)..]).Distinct();

        Assert.All(
            verbs,
            verb => Assert.Contains(sources, s => s.Contains(verb, StringComparison.Ordinal))
        );
    }
}
