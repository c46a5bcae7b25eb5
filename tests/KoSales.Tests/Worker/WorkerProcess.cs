using System.Collections.Concurrent;
using System.Diagnostics;
using KoSales.LocalHost.Transport;
using Microsoft.Extensions.Hosting;

namespace KoSales.Tests.Worker;

/// <summary>The published app as a Functions host starts it: <c>dotnet KoSales.Functions.dll</c> with the
/// host's address on the command line.</summary>
internal sealed class WorkerProcess(
    string published,
    IReadOnlyDictionary<string, string> settings,
    GrpcEndpoint endpoint
) : IHostedLifecycleService, IAsyncDisposable
{
    private readonly ConcurrentQueue<string> _output = new();
    private Process? _process;

    /// <summary>What it wrote to stdout and stderr.</summary>
    public IReadOnlyCollection<string> Output => _output;

    public Task StartingAsync(CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo("dotnet", Arguments())
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = published,
        };
        start.Environment["FUNCTIONS_APPLICATION_DIRECTORY"] = published;
        start.Environment["FUNCTIONS_WORKER_DIRECTORY"] = published;
        foreach (var (name, value) in settings)
            start.Environment[name] = value;
        _process = Process.Start(start)!;
        _process.OutputDataReceived += (_, line) => Take(line.Data);
        _process.ErrorDataReceived += (_, line) => Take(line.Data);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        return Task.CompletedTask;
    }

    public async Task<int> ExitAsync()
    {
        await _process!.WaitForExitAsync();
        return _process.ExitCode;
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _process, null) is not { } process)
            return;
        if (!process.HasExited)
        {
            process.Kill();
            await process.WaitForExitAsync();
        }

        process.Dispose();
    }

    private string[] Arguments() =>
        [
            Path.Combine(published, "KoSales.Functions.dll"),
            "--host",
            $"{endpoint.Address.Address}",
            "--port",
            $"{endpoint.Address.Port}",
            "--workerId",
            "worker-1",
            "--requestId",
            "request-1",
            "--grpcMaxMessageLength",
            $"{GrpcEndpoint.LargestMessage}",
            "--functions-uri",
            $"http://{endpoint.Address}/",
            "--functions-worker-id",
            "worker-1",
            "--functions-request-id",
            "request-1",
            "--functions-grpc-max-message-length",
            $"{GrpcEndpoint.LargestMessage}",
        ];

    private void Take(string? line)
    {
        if (line is not null)
            _output.Enqueue(line);
    }
}
