using KoSales.Tests.EndToEnd;

namespace KoSales.Tests.Feed;

/// <summary>How streams live and end, in an app of their own.</summary>
public sealed class FeedStreamTests
{
    [Fact]
    public async Task An_idle_stream_says_that_it_is_alive_and_ends_with_the_app()
    {
        await using var app = await AppProcess.StartAsync(
            new Dictionary<string, string>(AppFixture.Settings())
            {
                ["KoSales__Feed__Heartbeat"] = "00:00:00.400",
                // Looking for news is no news.
                ["KoSales__Feed__Poll"] = "00:00:00.050",
            }
        );
        var admin = await new AppClient(app.Address).LoginAsync(
            AppFixture.AdminEmail,
            AppFixture.AdminPassword
        );
        using var stream = await FeedClient.OpenAsync(app.Address, admin.Token!);
        var reading = stream.NextAsync();
        while (stream.Comments < 3)
            await Task.Delay(50);
        Assert.False(reading.IsCompleted);

        Assert.Equal(0, await app.StopAsync().WaitAsync(TimeSpan.FromSeconds(90)));

        // To its end, and not broken off.
        Assert.Null(await reading.WaitAsync(TimeSpan.FromSeconds(60)));
        Assert.NotNull(stream.LastEventId);
    }

    [Fact]
    public async Task A_stream_ends_when_its_time_is_over()
    {
        await using var app = await AppProcess.StartAsync(
            new Dictionary<string, string>(AppFixture.Settings())
            {
                ["KoSales__Feed__StreamFor"] = "00:00:01",
            }
        );
        var admin = await new AppClient(app.Address).LoginAsync(
            AppFixture.AdminEmail,
            AppFixture.AdminPassword
        );
        using var stream = await FeedClient.OpenAsync(app.Address, admin.Token!);
        Assert.Null(await stream.NextAsync().WaitAsync(TimeSpan.FromSeconds(90)));
        using var again = await FeedClient.OpenAsync(app.Address, admin.Token!, stream.LastEventId);
        Assert.Equal("text/event-stream", again.MediaType);
    }
}
