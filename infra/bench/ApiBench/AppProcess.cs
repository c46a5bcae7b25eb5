using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json;

namespace KoSales.Bench;

/// <summary>The app as a user starts it, from its Release build, on a free port and an empty data
/// directory.</summary>
internal sealed class AppProcess : IAsyncDisposable
{
    private const string Password = "bench-password-1";
    private readonly Process _process;
    private readonly HttpClient _http;

    private AppProcess(Process process, int port, string directory)
    {
        (_process, Port, DataDirectory) = (process, port, directory);
        _http = new HttpClient { BaseAddress = new Uri($"http://localhost:{port}/api/v1/") };
    }

    public int Port { get; }

    public string DataDirectory { get; }

    public string Token { get; private set; } = "";

    public HttpClient Http => _http;

    /// <summary>From process start to the first answer of the API.</summary>
    public TimeSpan StartUp { get; private set; }

    public double ResidentMegabytes
    {
        get
        {
            _process.Refresh();
            return _process.WorkingSet64 / 1048576.0;
        }
    }

    /// <summary>User and system time of all its threads since its start.</summary>
    public TimeSpan ProcessorTime
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    public static async Task<AppProcess> StartAsync(string appDll)
    {
        var port = FreePort();
        var directory = Directory.CreateTempSubdirectory("kosales-bench").FullName;
        var watch = Stopwatch.StartNew();
        var app = new AppProcess(
            Process.Start(StartOf(appDll, port, directory))
                ?? throw new InvalidOperationException("the app did not start"),
            port,
            directory
        );
        app._process.OutputDataReceived += (_, _) => { };
        app._process.BeginOutputReadLine();
        await app.UntilReadyAsync();
        app.StartUp = watch.Elapsed;
        await app.LogInAsync();
        return app;
    }

    private static ProcessStartInfo StartOf(string appDll, int port, string directory) =>
        new("dotnet", [appDll, "--port", port.ToString()])
        {
            RedirectStandardOutput = true,
            Environment =
            {
                ["KoSales__DataDirectory"] = directory,
                // Timers and the task hub belong to this run too.
                ["AzureWebJobsStorage"] = $"local:{directory}",
                ["KoSales__Admin__Password"] = Password,
                ["KoSales__Rate__Enabled"] = "false",
            },
        };

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        if (!_process.HasExited)
            _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        Directory.Delete(DataDirectory, recursive: true);
    }

    /// <summary>Waits until what earlier requests left to do is done: until the app takes less than a tenth of one
    /// processor over a second; a minute at most.</summary>
    public async Task<TimeSpan> UntilQuietAsync()
    {
        var watch = Stopwatch.StartNew();
        TimeSpan used;
        do
        {
            var before = ProcessorTime;
            await Task.Delay(1_000);
            used = ProcessorTime - before;
        } while (used.TotalMilliseconds > 100 && watch.Elapsed.TotalSeconds < 60);

        return watch.Elapsed;
    }

    private async Task UntilReadyAsync()
    {
        for (var attempt = 0; attempt < 600; attempt++)
        {
            try
            {
                using var answer = await _http.GetAsync("health/ready");
                if (answer.IsSuccessStatusCode)
                    return;
            }
            catch (HttpRequestException)
            {
                // not listening yet
            }

            if (_process.HasExited)
                throw new InvalidOperationException(
                    $"the app stopped with exit code {_process.ExitCode}"
                );
            await Task.Delay(20);
        }

        throw new TimeoutException("the app was not ready within 12 s");
    }

    private async Task LogInAsync()
    {
        using var answer = await _http.PostAsJsonAsync(
            "auth/login",
            new { email = "admin@kosales.local", password = Password }
        );
        answer.EnsureSuccessStatusCode();
        using var body = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
        Token = body.RootElement.GetProperty("access_token").GetString()!;
        _http.DefaultRequestHeaders.Authorization = new("Bearer", Token);
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
