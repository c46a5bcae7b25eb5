using KoSales.EmbeddedHost;
using KoSales.EmbeddedHost.DurableTask;
using Microsoft.AspNetCore.Builder;
using Microsoft.Azure.Functions.Worker.Middleware;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.Metrics;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Microsoft.Azure.Functions.Worker.Builder;

/// <summary>Collects services and middleware, then builds a host that serves the functions on Kestrel.</summary>
public class FunctionsApplicationBuilder : IHostApplicationBuilder, IFunctionsWorkerApplicationBuilder
{
    private readonly WebApplicationBuilder _web;
    private readonly List<Func<FunctionExecutionDelegate, FunctionExecutionDelegate>> _layers = [];
    private readonly IConfigurationRoot _hostJson;
    private readonly IEnumerable<Type> _functionTypes;
    private bool _built;

    internal FunctionsApplicationBuilder(string[] args, HostArguments arguments, IEnumerable<Type> functionTypes)
    {
        _functionTypes = functionTypes;
        _web = WebApplication.CreateEmptyBuilder(new WebApplicationOptions
        {
            ContentRootPath = arguments.ContentRoot,
            EnvironmentName = arguments.EnvironmentName,
        });
        var local = HostConfiguration.Load(_web, args);
        _hostJson = HostFiles.HostJson(Configuration, _web.Environment.ContentRootPath);
        HostConfiguration.ConfigureLogging(_web.Logging, Configuration, _hostJson);
        HostConfiguration.ConfigureKestrel(_web.WebHost, arguments.Urls(local.Port));
        HostConfiguration.ConfigureValidation(_web);
        Services.AddFunctionsHost(_hostJson);
        DurableTaskExtension.Register(this);
    }

    public IDictionary<object, object> Properties => ((IHostApplicationBuilder)_web).Properties;

    public ConfigurationManager Configuration => _web.Configuration;

    IConfigurationManager IHostApplicationBuilder.Configuration => _web.Configuration;

    public IHostEnvironment Environment => _web.Environment;

    public ILoggingBuilder Logging => _web.Logging;

    public IMetricsBuilder Metrics => _web.Metrics;

    public IServiceCollection Services => _web.Services;

    public void ConfigureContainer<TContainerBuilder>(
        IServiceProviderFactory<TContainerBuilder> factory, Action<TContainerBuilder>? configure = null)
        where TContainerBuilder : notnull =>
        ((IHostApplicationBuilder)_web).ConfigureContainer(factory, configure);

    public IFunctionsWorkerApplicationBuilder Use(Func<FunctionExecutionDelegate, FunctionExecutionDelegate> middleware)
    {
        _layers.Add(middleware);
        return this;
    }

    /// <summary>Once only.</summary>
    /// <exception cref="InvalidOperationException">Called twice, or the functions have faults; the message names each function.</exception>
    public IHost Build()
    {
        if (_built) throw new InvalidOperationException("Build can only be called once.");
        _built = true;
        return FunctionsHost.Build(_web, _functionTypes, _layers, _hostJson);
    }
}
