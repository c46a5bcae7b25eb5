using System.Text.Json;
using KoSales.Tests.EndToEnd;

namespace KoSales.Tests.Startup;

public sealed class SettingsTests
{
    [Fact]
    public async Task The_sample_settings_start_the_app()
    {
        await using var app = await AppProcess.StartAsync(Sample());

        (await new AppClient(app.Address).GetAsync("health/ready")).Expect(
            System.Net.HttpStatusCode.OK
        );
    }

    [Fact]
    public async Task The_app_stops_cleanly_when_told_to()
    {
        await using var app = await AppProcess.StartAsync();

        Assert.Equal(0, await app.StopAsync());
    }

    private static Dictionary<string, string> Sample()
    {
        var options = new JsonDocumentOptions
        {
            CommentHandling = JsonCommentHandling.Skip,
            AllowTrailingCommas = true,
        };
        using var sample = JsonDocument.Parse(
            File.ReadAllBytes(Solution.PathOf("local.settings.sample.json")),
            options
        );
        return sample
            .RootElement.GetProperty("Values")
            .EnumerateObject()
            .Where(v => v.Name != "KoSales__DataDirectory")
            .ToDictionary(v => v.Name, v => v.Value.GetString()!);
    }
}
