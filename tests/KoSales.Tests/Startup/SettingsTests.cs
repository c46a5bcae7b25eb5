using System.Text.Json;
using KoSales.Tests.EndToEnd;

namespace KoSales.Tests.Startup;

public sealed class SettingsTests
{
    [Fact]
    public async Task The_sample_settings_start_the_app()
    {
        await using var app = await AppProcess.StartAsync(Sample());

        (await new AppClient(app.Address).GetAsync("health/ready")).Expect(System.Net.HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("KoSales__Rate__Read__PerSecond", "0", "KoSales:Rate:Read")]
    [InlineData("KoSales__Rate__Bulk__Burst", "1", "KoSales:Rate:Bulk")]
    [InlineData("KoSales__Cors__Origins", "https://app.example.in/path", "KoSales:Cors:Origins")]
    [InlineData("KoSales__Telemetry__OtlpEndpoint", "somewhere", "KoSales:Telemetry:OtlpEndpoint")]
    [InlineData("KoSales__Flows__Retention", "00:10:00", "KoSales:Flows:Retention")]
    [InlineData("KoSales__Sla__CallBackMinutes", "-1", "KoSales:Sla:CallBackMinutes")]
    [InlineData("KoSales__Admin__Email", "nobody", "KoSales:Admin:Email")]
    public async Task A_wrong_setting_stops_the_start_and_is_named(string name, string value, string named)
    {
        var fault = await Assert.ThrowsAsync<InvalidOperationException>(() => AppProcess.StartAsync(new Dictionary<string, string> { [name] = value }));

        Assert.Contains(named, fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_app_stops_cleanly_when_told_to()
    {
        await using var app = await AppProcess.StartAsync();

        Assert.Equal(0, await app.StopAsync());
    }

    private static Dictionary<string, string> Sample()
    {
        var options = new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };
        using var sample = JsonDocument.Parse(File.ReadAllBytes(Solution.PathOf("local.settings.sample.json")), options);
        return sample.RootElement.GetProperty("Values").EnumerateObject()
            .Where(v => v.Name != "KoSales__DataDirectory")
            .ToDictionary(v => v.Name, v => v.Value.GetString()!);
    }
}
