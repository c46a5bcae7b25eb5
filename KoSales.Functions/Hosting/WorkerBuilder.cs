using System.Reflection;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Azure.Functions.Worker.Core.FunctionMetadata;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace KoSales.Functions.Hosting;

/// <summary>
/// The official worker's builder, without its search through this app. The worker asks the entry assembly
/// for all of its types (twice) and keeps those that are <see cref="IAutoConfigureStartup"/>, and for one
/// attribute. That finds two classes, both made by the Functions SDK when it builds the app, and loads some
/// six thousand: memory that the process never gives back, and a part of each start. So while the
/// worker makes its builder, the entry assembly is the worker's own small one, where it finds nothing, and
/// what it would have found is registered here by name. Nothing else of the app runs meanwhile.
/// </summary>
public static class WorkerBuilder
{
    // Configuration reads it in place of the entry assembly's name.
    private const string ApplicationName = "DOTNET_" + nameof(IHostEnvironment.ApplicationName);

    private static readonly Assembly _app = typeof(WorkerBuilder).Assembly;
    private static readonly Assembly _worker = typeof(FunctionsApplication).Assembly;

    /// <summary>As <c>FunctionsApplication.CreateBuilder</c>, with the app's functions and the
    /// extensions of the worker.</summary>
    public static FunctionsApplicationBuilder Create(string[] args)
    {
        Environment.SetEnvironmentVariable(ApplicationName, _app.GetName().Name);
        var builder = WithoutSearch(() => FunctionsApplication.CreateBuilder(args));
        new WorkerExtensionStartupCodeExecutor().Configure(builder);
        builder.Services.AddSingleton<
            IFunctionMetadataProvider,
            GeneratedFunctionMetadataProvider
        >();
        return builder;
    }

    /// <summary>As the worker's own method of a similar name: requests come by ASP.NET Core.</summary>
    public static FunctionsApplicationBuilder AddWebApplication(
        this FunctionsApplicationBuilder builder
    )
    {
        WithoutSearch(builder.ConfigureFunctionsWebApplication);
        builder.Services.RemovePageParts();
        return builder;
    }

    private static T WithoutSearch<T>(Func<T> make)
    {
        var entry = Assembly.GetEntryAssembly();
        Assembly.SetEntryAssembly(_worker);
        try
        {
            return make();
        }
        finally
        {
            Assembly.SetEntryAssembly(entry);
        }
    }
}
