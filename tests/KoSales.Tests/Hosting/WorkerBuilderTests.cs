using System.Reflection;
using KoSales.Functions;
using KoSales.Functions.Hosting;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Azure.Functions.Worker.Core;
using Microsoft.Extensions.DependencyInjection;

namespace KoSales.Tests.Hosting;

/// <summary>The app's builder has what the official one would have found in the app. An update of the
/// worker or of its SDK by which more is found, or found elsewhere, fails here.</summary>
[Collection(EntryAssemblyCollection.Name)]
public sealed class WorkerBuilderTests : IDisposable
{
    private static readonly Assembly App = typeof(WorkerBuilder).Assembly;

    // As in the app's own process; the tests are another one.
    private readonly Assembly? _entry = Assembly.GetEntryAssembly();

    public WorkerBuilderTests() => Assembly.SetEntryAssembly(App);

    public void Dispose() => Assembly.SetEntryAssembly(_entry);

    [Fact]
    public void It_has_every_service_that_the_official_builder_finds()
    {
        var official = FunctionsApplication.CreateBuilder([]);
        var own = WorkerBuilder.Create([]);

        Assert.Equal(Told(official), Told(own));
    }

    [Fact]
    public void The_web_application_lacks_nothing_but_parts_for_pages_and_cookies()
    {
        var official = FunctionsApplication.CreateBuilder([]).ConfigureFunctionsWebApplication();
        var own = WorkerBuilder.Create([]).AddWebApplication();

        string[] lacking = [.. Told(official).Except(Told(own))];
        Assert.Equal(
            [
                "Microsoft.AspNetCore.Routing.MatcherPolicy: Microsoft.AspNetCore.Mvc.RazorPages.Infrastructure.DynamicPageEndpointMatcherPolicy",
                "Microsoft.Extensions.Hosting.IHostedService: Microsoft.AspNetCore.DataProtection.Internal.DataProtectionHostedService",
            ],
            lacking
        );
        Assert.Empty(Told(own).Except(Told(official)));
    }

    [Fact]
    public void The_SDK_has_made_no_other_class_for_the_worker_to_find()
    {
        var found = App.GetTypes().Where(t => t.IsAssignableTo(typeof(IAutoConfigureStartup)));

        Assert.Equal([typeof(FunctionMetadataProviderAutoStartup)], found);
        Assert.Equal(
            typeof(WorkerExtensionStartupCodeExecutor),
            App.GetCustomAttribute<WorkerExtensionStartupCodeExecutorInfoAttribute>()?.StartupCodeExecutorType
        );
    }

    [Fact]
    public void The_app_keeps_its_name_and_its_entry_assembly()
    {
        var builder = WorkerBuilder.Create([]).AddWebApplication();

        Assert.Equal("KoSales.Functions", builder.Environment.ApplicationName);
        Assert.Equal(App, Assembly.GetEntryAssembly());
    }

    [Fact]
    public void The_assembly_in_between_is_a_small_one() =>
        Assert.InRange(typeof(FunctionsApplication).Assembly.GetTypes().Length, 1, 100);

    /// <summary>Each service once, in the order of its text: the worker registers some of them twice.</summary>
    private static IEnumerable<string> Told(FunctionsApplicationBuilder builder) =>
        builder.Services.Select(Told).Distinct().Order(StringComparer.Ordinal);

    private static string Told(ServiceDescriptor service)
    {
        var made = service.IsKeyedService
            ? service.KeyedImplementationType
            : service.ImplementationType
                ?? service.ImplementationInstance?.GetType()
                ?? service.ImplementationFactory?.Method.DeclaringType;
        return $"{service.ServiceType}: {made}";
    }
}

/// <summary>Alone, since the entry assembly is the whole process's.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class EntryAssemblyCollection
{
    public const string Name = "entry assembly";
}
