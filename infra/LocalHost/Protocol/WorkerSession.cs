using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.Extensions.Configuration;

namespace KoSales.LocalHost.Protocol;

/// <summary>
/// The conversation with one worker: it is greeted, asked for its functions, told to load them, and from
/// then on to
/// run them. One session lasts as long as the process.
/// </summary>
internal sealed class WorkerSession(IConfiguration configuration)
{
    /// <summary>What the worker is told of its host. Workers ask for a major version of 4.</summary>
    private const string HostVersion = "4.0.0";

    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(60);

    private readonly ConcurrentDictionary<string, TaskCompletionSource<StreamingMessage>> _asked =
        new();
    private readonly ConcurrentDictionary<
        string,
        TaskCompletionSource<InvocationResponse>
    > _invoked = new();
    private readonly TaskCompletionSource<FunctionTable> _loaded = new(
        TaskCreationOptions.RunContinuationsAsynchronously
    );
    private IWorkerChannel? _channel;
    private FunctionTable? _functions;
    private long _requests;

    /// <summary>
    /// The functions, once the worker has loaded them all. Fails where it could not; the message says which
    /// and why.
    /// </summary>
    public Task<FunctionTable> Loaded => _loaded.Task;

    /// <summary>The functions, for whoever runs only once they are loaded.</summary>
    /// <exception cref="InvalidOperationException">They are not loaded yet.</exception>
    public FunctionTable Functions =>
        _functions
        ?? throw new InvalidOperationException("The worker has not loaded its functions yet.");

    /// <summary>Told of what a worker in another process logs. A worker in this one writes its own
    /// log.</summary>
    public Action<RpcLog>? Logged { get; init; }

    /// <summary>What the worker said of itself when it was greeted.</summary>
    public IReadOnlyDictionary<string, string> Capabilities { get; private set; } =
        new Dictionary<string, string>();

    /// <summary>Greets the worker at the other end of this channel and has it load its functions.</summary>
    public async Task StartAsync(IWorkerChannel channel)
    {
        _channel = channel;
        try
        {
            await GreetAsync();
            var functions = Enabled(await DescribeAsync());
            await Task.WhenAll(functions.Select(LoadAsync));
            _functions = new FunctionTable(functions.Select(HostedFunction.Of));
            _loaded.TrySetResult(_functions);
        }
        catch (Exception fault)
        {
            _loaded.TrySetException(fault);
            throw;
        }
    }

    /// <summary>The worker's answer, whatever it says; the invocation's id must be new.</summary>
    public Task<InvocationResponse> InvokeAsync(InvocationRequest request)
    {
        var answer = new TaskCompletionSource<InvocationResponse>(
            TaskCreationOptions.RunContinuationsAsynchronously
        );
        _invoked[request.InvocationId] = answer;
        Send(new StreamingMessage { InvocationRequest = request });
        return answer.Task;
    }

    /// <summary>Cancels the invocation's token; it still answers.</summary>
    public void Cancel(string invocationId)
    {
        if (_invoked.ContainsKey(invocationId))
            Send(
                new StreamingMessage
                {
                    InvocationCancel = new InvocationCancel { InvocationId = invocationId },
                }
            );
    }

    public void CancelAll()
    {
        foreach (var id in _invoked.Keys)
            Cancel(id);
    }

    /// <summary>Asks the worker to end its process.</summary>
    public void Terminate() =>
        Send(new StreamingMessage { WorkerTerminate = new WorkerTerminate() });

    /// <summary>Takes what the worker sent.</summary>
    public void Receive(StreamingMessage message)
    {
        switch (message.ContentCase)
        {
            case StreamingMessage.ContentOneofCase.InvocationResponse:
                if (_invoked.TryRemove(message.InvocationResponse.InvocationId, out var invoked))
                    invoked.TrySetResult(message.InvocationResponse);
                break;
            case StreamingMessage.ContentOneofCase.RpcLog:
                Logged?.Invoke(message.RpcLog);
                break;
            default:
                if (_asked.TryRemove(message.RequestId, out var asked))
                    asked.TrySetResult(message);
                break;
        }
    }

    /// <summary>The worker is gone: whoever waits for it hears so.</summary>
    public void Lost(Exception reason)
    {
        _loaded.TrySetException(reason);
        foreach (var asked in _asked.Values)
            asked.TrySetException(reason);
        foreach (var invoked in _invoked.Values)
            invoked.TrySetException(reason);
    }

    private async Task GreetAsync()
    {
        var directory = AppFolder.Path;
        var greeting = new WorkerInitRequest
        {
            HostVersion = HostVersion,
            WorkerDirectory = directory,
            FunctionAppDirectory = directory,
        };
        var answer = (
            await AskAsync(new StreamingMessage { WorkerInitRequest = greeting })
        ).WorkerInitResponse;
        Check(answer.Result, "The worker refused to start");
        Capabilities = answer.Capabilities;
    }

    private async Task<IReadOnlyList<FunctionMetadata>> DescribeAsync()
    {
        var request = new FunctionsMetadataRequest { FunctionAppDirectory = AppFolder.Path };
        var answer = (
            await AskAsync(new StreamingMessage { FunctionsMetadataRequest = request })
        ).FunctionMetadataResponse;
        Check(answer.Result, "The worker could not describe its functions");
        return answer.FunctionMetadataResults;
    }

    /// <summary>The worker gets its own description back, unchanged.</summary>
    private async Task LoadAsync(FunctionMetadata function)
    {
        var request = new FunctionLoadRequest
        {
            FunctionId = function.FunctionId,
            Metadata = function,
        };
        var answer = (
            await AskAsync(new StreamingMessage { FunctionLoadRequest = request })
        ).FunctionLoadResponse;
        Check(answer.Result, $"The worker could not load function '{function.Name}'");
    }

    private List<FunctionMetadata> Enabled(IReadOnlyList<FunctionMetadata> functions) =>
        [.. functions.Where(f => !IsDisabled(f.Name))];

    private bool IsDisabled(string function) =>
        bool.TryParse(configuration[$"AzureWebJobs.{function}.Disabled"], out var disabled)
        && disabled;

    private async Task<StreamingMessage> AskAsync(StreamingMessage message)
    {
        message.RequestId = Interlocked
            .Increment(ref _requests)
            .ToString(CultureInfo.InvariantCulture);
        var answer = new TaskCompletionSource<StreamingMessage>(
            TaskCreationOptions.RunContinuationsAsynchronously
        );
        _asked[message.RequestId] = answer;
        Send(message);
        return await answer.Task.WaitAsync(_patience);
    }

    private void Send(StreamingMessage message) =>
        (_channel ?? throw new InvalidOperationException("The worker has not called yet.")).Send(
            message
        );

    private static void Check(StatusResult result, string what)
    {
        if (result.Status != StatusResult.Types.Status.Success)
            throw new InvalidOperationException(
                $"{what}: {result.Exception?.Message ?? "it did not say why"}"
            );
    }
}
