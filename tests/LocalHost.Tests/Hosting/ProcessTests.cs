using KoSales.LocalHost.Tests.Apps;

namespace KoSales.LocalHost.Tests.Hosting;

public abstract class ProcessTests(Way way)
{
    private readonly Dictionary<string, string> _environment = new()
    {
        ["LocalHost__Transport"] = way.ToString(),
    };

    [Fact]
    public async Task The_command_line_wins_over_the_environment_and_both_over_local_settings()
    {
        var folder = AppPlan.NewDirectory();
        await File.WriteAllTextAsync(
            Path.Combine(folder, "local.settings.json"),
            """{ "Values": { "One:A": "file", "Two:A": "file", "Three:A": "file" } }"""
        );
        _environment["Two__A"] = "environment";
        _environment["Three__A"] = "environment";
        await using var app = await ProcessApp.StartAsync(
            _environment,
            "--contentRoot",
            folder,
            "--Three:A",
            "line"
        );

        var values = await Task.WhenAll(
            new[] { "One:A", "Two:A", "Three:A" }.Select(name =>
                app.Http.GetStringAsync($"api/settings/{name}")
            )
        );

        Assert.Equal(["file", "environment", "line"], values);
    }

    [Fact]
    public async Task A_terminated_process_finishes_its_requests_and_ends_well()
    {
        await using var app = await ProcessApp.StartAsync(_environment);
        using var response = await app.Http.GetAsync(
            "api/delay",
            HttpCompletionOption.ResponseHeadersRead
        );
        var body = response.Content.ReadAsStringAsync();

        var ended = app.TerminateAsync();

        Assert.Equal("began and ended", await body);
        Assert.Equal(0, await ended.WaitAsync(TimeSpan.FromSeconds(90)));
    }

    [Fact]
    public async Task Help_is_shown_and_nothing_is_started()
    {
        using var process = ProcessApp.Start(_environment, "--help");

        var said = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();

        Assert.Equal(0, process.ExitCode);
        Assert.StartsWith("Options:", said, StringComparison.Ordinal);
        Assert.Contains("--port <number>", said, StringComparison.Ordinal);
    }
}

public sealed class ProcessInProcess() : ProcessTests(Way.InProcess);

public sealed class ProcessOverGrpc() : ProcessTests(Way.Grpc);
