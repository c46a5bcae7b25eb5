using System.Collections.Concurrent;
using System.Text.Json;
using KoSales.LocalHost;
using KoSales.LocalHost.DurableTask;
using KoSales.LocalHost.DurableTask.Client;
using KoSales.LocalHost.Protocol;
using KoSales.LocalHost.Transport;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Template;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace KoSales.Tests.Worker;

/// <summary>
/// A small Functions host for the published app: the app runs as an ordinary worker in a process of its
/// own, and everything between the two goes over gRPC
/// and HTTP as Core Tools and Azure do it.
/// </summary>
internal sealed class WorkerHost : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    private readonly IHost _host;
    private readonly WorkerProcess _process;
    private readonly HttpClient _http = new();

    private WorkerHost(IHost host)
    {
        _host = host;
        _process = host.Services.GetRequiredService<WorkerProcess>();
    }

    public FunctionTable Functions => Session.Loaded.Result;

    public IReadOnlyCollection<string> Output => _process.Output;

    private WorkerSession Session => _host.Services.GetRequiredService<WorkerSession>();

    private Invocations Invocations => _host.Services.GetRequiredService<Invocations>();

    /// <param name="published">The folder of the published app.</param>
    /// <param name="data">A folder for the task hub.</param>
    /// <param name="settings">Environment of the worker.</param>
    public static async Task<WorkerHost> StartAsync(
        string published,
        string data,
        IReadOnlyDictionary<string, string> settings
    )
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Configuration.AddInMemoryCollection([new("AzureWebJobsStorage", $"local:{data}")]);
        builder.Logging.SetMinimumLevel(LogLevel.None);
        builder.Services.AddSingleton(s => new WorkerSession(
            s.GetRequiredService<IConfiguration>()
        ));
        GrpcTransport.Add(builder);
        builder.Services.AddSingleton(s => new WorkerProcess(
            published,
            settings,
            s.GetRequiredService<GrpcEndpoint>()
        ));
        builder.Services.AddHostedService(s => s.GetRequiredService<WorkerProcess>());
        builder.Services.AddSingleton<IGrpcPart, HubPart>();
        builder.Services.AddSingleton<IInputSource, ClientInputs>();
        var hostJson = new ConfigurationBuilder()
            .AddJsonFile(Path.Combine(published, "host.json"))
            .Build();
        LocalHostRegistration.AddHostParts(
            builder.Services,
            new HostJson(hostJson),
            withManagement: false
        );
        var host = builder.Build();
        await host.StartAsync().WaitAsync(Patience);
        return new WorkerHost(host);
    }

    /// <summary>Calls an HTTP function by its path as a Functions host does: an invocation over gRPC, and
    /// the request to the worker's own server.</summary>
    public async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, string path)
    {
        var match = RouteMatch.Find(Functions, request.Method, path);
        var call = Invocations.Prepare(match.Function);
        call.InputData.Add(
            new ParameterBinding
            {
                Name = match.Function.TriggerName,
                Data = new TypedData { Http = new HttpData() },
            }
        );
        foreach (var (name, value) in match.Values)
            call.TriggerMetadata[name] = new TypedData { String = $"{value}" };
        request.RequestUri = new Uri(new Uri(Session.Capabilities["HttpUri"]), path);
        request.Headers.Add("x-ms-invocation-id", call.InvocationId);
        var invoked = Invocations.RunAsync(call);
        var response = await _http.SendAsync(request).WaitAsync(Patience);
        await invoked.WaitAsync(Patience);
        return response;
    }

    /// <summary>Runs a timer function once.</summary>
    public async Task<InvocationResponse> RunTimerAsync(string function)
    {
        var timer = Functions.Find(function, TriggerKind.Timer)!;
        var call = Invocations.Prepare(timer);
        var data = """{"Schedule":{"AdjustForDST":true},"IsPastDue":false}""";
        call.InputData.Add(
            new ParameterBinding
            {
                Name = timer.TriggerName,
                Data = new TypedData { Json = data },
            }
        );
        return await Invocations.RunAsync(call).WaitAsync(Patience);
    }

    /// <summary>Asks the worker to end, and returns its exit code.</summary>
    public async Task<int> TerminateAsync()
    {
        Session.Terminate();
        return await _process.ExitAsync().WaitAsync(Patience);
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _process.DisposeAsync();
        await _host.StopAsync(new CancellationToken(canceled: true));
        _host.Dispose();
    }

    /// <summary>Serves the worker's Durable client.</summary>
    private sealed class HubPart(DurableService durable, TimeProvider time) : IGrpcPart
    {
        public void AddTo(IServiceCollection services) =>
            services.AddSingleton(_ => new HubService(durable.Engine, time));

        public void MapTo(IEndpointRouteBuilder endpoints) =>
            endpoints.MapGrpcService<HubService>();
    }

    /// <summary>Tells functions with a Durable client where its service is.</summary>
    private sealed class ClientInputs(GrpcEndpoint endpoint) : IInputSource
    {
        public void AddTo(InvocationRequest request, HostedFunction function)
        {
            var data = JsonSerializer.Serialize(
                new
                {
                    rpcBaseUrl = $"http://{endpoint.Address}/",
                    taskHubName = "KoSales",
                    connectionName = "Storage",
                    requiredQueryStringParameters = "",
                    httpBaseUrl = $"http://{endpoint.Address}/runtime/webhooks/durabletask",
                    maxGrpcMessageSizeInBytes = int.MaxValue,
                }
            );
            foreach (var name in function.Named("durableClient"))
                request.InputData.Add(
                    new ParameterBinding
                    {
                        Name = name,
                        Data = new TypedData { String = data },
                    }
                );
        }
    }
}

/// <summary>The HTTP function that a path belongs to; the most specific route wins.</summary>
internal sealed record RouteMatch(HostedFunction Function, RouteValueDictionary Values)
{
    private static readonly ConcurrentDictionary<string, RouteTemplate> Templates = new();

    public static RouteMatch Find(FunctionTable functions, HttpMethod method, string path)
    {
        var pathOnly = "/" + path.Split('?')[0].TrimStart('/');
        return functions
                .Of(TriggerKind.Http)
                .Where(f => Answers(f, method))
                .Select(f => Match(f, pathOnly))
                .OfType<RouteMatch>()
                .MinBy(m => RoutePrecedence.ComputeInbound(TemplateOf(m.Function)))
            ?? throw new InvalidOperationException($"no function answers {method} {path}");
    }

    /// <summary>A trigger that names no verbs answers them all.</summary>
    private static bool Answers(HostedFunction function, HttpMethod method) =>
        !function.Trigger.TryGetProperty("methods", out var verbs)
        || verbs
            .EnumerateArray()
            .Any(v => method.Method.Equals(v.GetString(), StringComparison.OrdinalIgnoreCase));

    private static RouteMatch? Match(HostedFunction function, string path)
    {
        var values = new RouteValueDictionary();
        var matcher = new TemplateMatcher(TemplateOf(function), []);
        return matcher.TryMatch(path, values) ? new RouteMatch(function, values) : null;
    }

    private static RouteTemplate TemplateOf(HostedFunction function) =>
        Templates.GetOrAdd(
            function.Setting("route")!,
            static route => TemplateParser.Parse("api/" + route)
        );
}
