using System.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Azure.Functions.Worker.Core.FunctionMetadata;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace KoSales.LocalHost.Tests.Apps;

public sealed class SettingFunctions(IConfiguration configuration)
{
    [Function("Setting")]
    public IActionResult Setting(
        [HttpTrigger("get", Route = "settings/{name}")] HttpRequest req,
        string name
    ) => new OkObjectResult(configuration[name]);

    [Function("Delay")]
    public async Task<IActionResult> Delay([HttpTrigger("get", Route = "delay")] HttpRequest req)
    {
        await req.HttpContext.Response.WriteAsync("began ");
        await req.HttpContext.Response.Body.FlushAsync();
        await Task.Delay(500);
        await req.HttpContext.Response.WriteAsync("and ended");
        return new EmptyResult();
    }
}

/// <summary>An app in a process of its own, where the entry assembly is the app's as it is in the
/// field.</summary>
internal sealed class ProcessApp : IAsyncDisposable
{
    private readonly Process _process;

    private ProcessApp(Process process, HttpClient http)
    {
        _process = process;
        Http = http;
    }

    public HttpClient Http { get; }

    /// <summary>What the process does: the three lines of a Program.cs, and the choice of its
    /// functions.</summary>
    public static async Task RunAsync(string[] arguments)
    {
        if (LocalHostRegistration.HelpFor(arguments) is { } help)
        {
            await Console.Out.WriteLineAsync(help);
            return;
        }

        var builder = FunctionsApplication.CreateBuilder(arguments);
        builder.UseLocalHost(arguments);
        builder.ConfigureFunctionsWebApplication();
        builder.Services.AddSingleton<IFunctionMetadataProvider>(
            new ChosenFunctions([typeof(SettingFunctions)])
        );
        await builder.Build().RunAsync();
    }

    public static Process Start(
        IReadOnlyDictionary<string, string> environment,
        params string[] arguments
    )
    {
        var start = new ProcessStartInfo(
            "dotnet",
            [typeof(TestProgram).Assembly.Location, TestProgram.RunApp, .. arguments]
        )
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = AppPlan.NewDirectory(),
        };
        start.Environment.Remove("FUNCTIONS_APPLICATION_DIRECTORY");
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        return Process.Start(start)!;
    }

    /// <summary>Waits for the line that says where the app listens.</summary>
    public static async Task<ProcessApp> StartAsync(
        IReadOnlyDictionary<string, string> environment,
        params string[] arguments
    )
    {
        var process = Start(environment, ["--port", "0", .. arguments]);
        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            if (line.IndexOf("http://", StringComparison.Ordinal) is >= 0 and var at)
                return new ProcessApp(
                    process,
                    new HttpClient { BaseAddress = new Uri(line[at..].Split(' ')[0]) }
                );
        }

        throw new InvalidOperationException(
            $"The app did not start: {await process.StandardError.ReadToEndAsync()}"
        );
    }

    /// <summary>As an operator or a service manager ends it.</summary>
    /// <returns>The exit code.</returns>
    public async Task<int> TerminateAsync()
    {
        using var kill = Process.Start("kill", ["-TERM", $"{_process.Id}"]);
        await kill.WaitForExitAsync();
        await _process.WaitForExitAsync();
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        if (!_process.HasExited)
            _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }
}
