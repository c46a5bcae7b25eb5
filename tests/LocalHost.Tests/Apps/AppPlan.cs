using KoSales.LocalHost.Transport;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Azure.Functions.Worker.Core.FunctionMetadata;
using Microsoft.Azure.Functions.Worker.Invocation;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace KoSales.LocalHost.Tests.Apps;

/// <summary>Which way the host speaks to the worker.</summary>
public enum Way
{
    InProcess,

    Grpc,
}

/// <summary>
/// An app of this assembly's function classes, built as Program.cs of an app builds it. What the worker
/// finds through the entry assembly, which is the test
/// runner here, is registered by hand.
/// </summary>
internal sealed record AppPlan(Way Way, params Type[] Classes)
{
    /// <summary>What an app does with its builder after the host's line.</summary>
    public Action<FunctionsApplicationBuilder> Configure { get; init; } = _ => { };

    /// <summary>The app's content root.</summary>
    public string Directory { get; init; } = NewDirectory();

    /// <summary>More of the command line.</summary>
    public string[] Arguments { get; init; } = [];

    /// <summary>Whether the in-process transport can be had; null when it can.</summary>
    public Func<IServiceCollection, string?> TryInProcess { get; init; } =
        InProcessTransport.TryAdd;

    public static string NewDirectory() =>
        System.IO.Directory.CreateTempSubdirectory("local-host-").FullName;

    public FunctionsApplicationBuilder Builder()
    {
        string[] arguments =
        [
            "--port",
            "0",
            "--contentRoot",
            Directory,
            $"--LocalHost:Transport={Way}",
            .. Arguments,
        ];
        var builder = FunctionsApplication.CreateBuilder(arguments);
        new WorkerExtensionStartupCodeExecutor().Configure(builder);
        LocalHostRegistration.UseLocalHost(builder, arguments, TryInProcess);
        builder.ConfigureFunctionsWebApplication();
        builder.Services.AddSingleton<IFunctionMetadataProvider>(new ChosenFunctions(Classes));
        builder.Services.AddSingleton<IFunctionExecutor, DirectFunctionExecutor>();
        builder.Logging.ClearProviders();
        Configure(builder);
        return builder;
    }

    public async Task<TestApp> StartAsync()
    {
        var host = Builder().Build();
        try
        {
            await host.StartAsync();
            return new TestApp(host);
        }
        catch
        {
            await ((IAsyncDisposable)host).DisposeAsync();
            throw;
        }
    }
}
