using System.Text.RegularExpressions;
using KoSales.Functions.Published;
using KoSales.Tests.EndToEnd;

namespace KoSales.Tests.Feed;

public sealed partial class FeedTypeTests
{
    /// <summary>What the app tells itself alone.</summary>
    private static readonly string[] Inner =
    [
        "account_link.wanted",
        "assignment.digest",
        "cohort.changed",
        "cohort.signal",
        "cohort.webhook",
        "leads.assigned",
        "s.assigned",
    ];

    [Fact]
    public void Every_event_that_is_named_is_shown_or_is_the_apps_own()
    {
        string[] named =
        [
            .. Solution
                .Sources()
                .Where(s => Holder().IsMatch(s.Text))
                .SelectMany(s => Name().Matches(s.Text).Select(m => m.Groups[1].Value))
                .Distinct()
                .Order(StringComparer.Ordinal),
        ];

        Assert.NotEmpty(named);
        Assert.Empty(named.Except(PublishedEvents.All).Except(Inner));
        Assert.Empty(Inner.Intersect(PublishedEvents.All));
    }

    [GeneratedRegex(@"static class \w*(Events|EventTypes)\b")]
    private static partial Regex Holder();

    [GeneratedRegex("""const string \w+ = "([a-z_]+\.[a-z_]+)";""")]
    private static partial Regex Name();
}
