using System.Diagnostics;
using KoSales.Functions.Subscriptions;
using KoSales.Tests.EndToEnd;
using KoSales.Tests.Storage;

namespace KoSales.Tests.Subscriptions;

public sealed class PublishedEventTests
{
    private static readonly string Page = File.ReadAllText(Solution.PathOf("docs", "webhooks.md"));

    [Fact]
    public void Each_is_on_the_page_for_whoever_subscribes() =>
        Assert.All(
            SubscribedEvents.All,
            type => Assert.Contains($"`{type}`", Page, StringComparison.Ordinal)
        );

    /// <summary>The lines on the page for verifying by hand, run with the vector of the page.</summary>
    [Fact]
    public async Task The_example_of_the_page_makes_the_signature_of_its_vector()
    {
        const string begin = "key=$(printf";
        const string body = """{"test": 2432232314}""";
        var script = Page[Page.IndexOf(begin, StringComparison.Ordinal)..];
        script = script[..script.IndexOf("\n#", StringComparison.Ordinal)];
        using var folder = new TempFolder();
        await File.WriteAllTextAsync(folder.File("body.json"), body);
        var start = new ProcessStartInfo("bash", ["-c", script])
        {
            WorkingDirectory = Path.GetDirectoryName(folder.File("body.json"))!,
            RedirectStandardOutput = true,
            Environment =
            {
                ["SECRET"] = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
                ["WEBHOOK_ID"] = "msg_p5jXN8AQM9LWM0D4loKWxJek",
                ["WEBHOOK_TIMESTAMP"] = "1614265330",
            },
        };

        using var run = Process.Start(start)!;
        var made = await run.StandardOutput.ReadToEndAsync();
        await run.WaitForExitAsync();

        Assert.Equal("g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=", made.Trim());
    }

    [Fact]
    public void Each_is_emitted_somewhere_under_this_name()
    {
        var sources = Solution
            .Sources()
            .Where(s => !s.Path.EndsWith("PublishedEvents.cs", StringComparison.Ordinal))
            .Select(s => s.Text)
            .ToList();
        var verbs = SubscribedEvents.All.Select(t => t[(t.IndexOf('.') + 1)..]).Distinct();

        Assert.All(
            verbs,
            verb => Assert.Contains(sources, s => s.Contains(verb, StringComparison.Ordinal))
        );
    }
}
