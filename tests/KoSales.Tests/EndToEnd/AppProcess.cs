using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;

namespace KoSales.Tests.EndToEnd;

/// <summary>The built app in a process of its own on a free port, with a data folder of its own. Can be
/// killed and started again on the same data.</summary>
public sealed class AppProcess : IAsyncDisposable
{
    private const string Ready = "KO Sales is ready on ";
    private const string Waits = "KO Sales waits for its store on ";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    private const string Clock = "clock ";

    private readonly IReadOnlyDictionary<string, string> _settings;
    private readonly ConcurrentQueue<string> _output = new();
    private readonly bool _ownsData;
    private TaskCompletionSource<string> _clock = new();
    private Process? _process;

    private AppProcess(string data, bool ownsData, IReadOnlyDictionary<string, string> settings) =>
        (Data, _ownsData, _settings) = (data, ownsData, settings);

    private string Assembly { get; init; } = Program();

    /// <summary>Whether it is told its data folder; otherwise it chooses one itself.</summary>
    private bool NamesData { get; init; } = true;

    /// <summary>Data folder.</summary>
    public string Data { get; }

    /// <summary>Ends in <c>/api/v1/</c>.</summary>
    public Uri Address { get; private set; } = new("http://localhost/");

    /// <summary>Everything that it wrote to stdout and stderr, over restarts.</summary>
    public IReadOnlyCollection<string> Output => _output;

    public int Id => _process!.Id;

    /// <param name="settings">Environment such as <c>KoSales__Rate__Enabled</c>.</param>
    /// <param name="data">An existing data folder, which is then kept; null for a new one that goes with
    /// the process.</param>
    public static async Task<AppProcess> StartAsync(
        IReadOnlyDictionary<string, string>? settings = null,
        string? data = null
    )
    {
        var app = new AppProcess(
            data ?? Directory.CreateTempSubdirectory("kosales-").FullName,
            data is null,
            settings ?? new Dictionary<string, string>()
        );
        await app.StartAgainAsync();
        return app;
    }

    /// <summary>The app in another place than that where it was built, which finds its data folder by
    /// itself.</summary>
    /// <param name="assembly">Its program.</param>
    /// <param name="directory">Where it is started.</param>
    /// <param name="settings">Environment.</param>
    public static async Task<AppProcess> StartCopyAsync(
        string assembly,
        string directory,
        IReadOnlyDictionary<string, string> settings
    )
    {
        var app = new AppProcess(directory, ownsData: false, settings)
        {
            Assembly = assembly,
            NamesData = false,
        };
        await app.StartAgainAsync();
        return app;
    }

    /// <summary>After <see cref="KillAsync"/> or <see cref="StopAsync"/>; the port is another one.</summary>
    /// <param name="settings">For this start only, beside those of the first.</param>
    public async Task StartAgainAsync(IReadOnlyDictionary<string, string>? settings = null)
    {
        var ready = new TaskCompletionSource<Uri>(
            TaskCreationOptions.RunContinuationsAsynchronously
        );
        _process = Process.Start(Description(settings))!;
        _process.OutputDataReceived += (_, line) => Take(line.Data, ready);
        _process.ErrorDataReceived += (_, line) => Take(line.Data, ready);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        _ = FailWhenEndedAsync(_process, ready);
        Address = await ready.Task.WaitAsync(Patience);
    }

    /// <summary>Waits for the end of its output too, so that the last words are in the message.</summary>
    private async Task FailWhenEndedAsync(Process process, TaskCompletionSource<Uri> ready)
    {
        await process.WaitForExitAsync();
        ready.TrySetException(
            new InvalidOperationException("the app ended: " + string.Join('\n', _output))
        );
    }

    /// <summary>Tells the clock of an app that was started with one (<see cref="StartupHook"/>), and
    /// returns what it shows then.</summary>
    public async Task<DateTimeOffset> SteerAsync(string order, TimeSpan by)
    {
        _clock = new TaskCompletionSource<string>(
            TaskCreationOptions.RunContinuationsAsynchronously
        );
        await _process!.StandardInput.WriteLineAsync($"{order} {by:c}");
        await _process.StandardInput.FlushAsync();
        return DateTimeOffset.Parse(
            await _clock.Task.WaitAsync(Patience),
            CultureInfo.InvariantCulture
        );
    }

    /// <summary>Waits until it has written a line with this in it: what a call makes it say may come after the
    /// answer.</summary>
    public async Task SaidAsync(string part)
    {
        using var deadline = new CancellationTokenSource(Patience);
        while (!_output.Any(line => line.Contains(part, StringComparison.Ordinal)))
        {
            Assert.False(deadline.IsCancellationRequested, $"it never said '{part}'");
            await Task.Delay(20);
        }
    }

    /// <summary>As kill -9 does.</summary>
    public async Task KillAsync()
    {
        _process!.Kill();
        await _process.WaitForExitAsync();
    }

    /// <summary>As SIGTERM does; returns the exit code.</summary>
    public async Task<int> StopAsync()
    {
        using (var kill = Process.Start("kill", ["-TERM", $"{_process!.Id}"]))
            await kill.WaitForExitAsync();
        await _process.WaitForExitAsync().WaitAsync(Patience);
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is { HasExited: false })
            await KillAsync();
        _process?.Dispose();
        if (_ownsData)
            Directory.Delete(Data, recursive: true);
    }

    private ProcessStartInfo Description(IReadOnlyDictionary<string, string>? settings)
    {
        var start = new ProcessStartInfo("dotnet", [Assembly, "--port", "0"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Data,
        };
        if (NamesData)
            start.Environment["KoSales__DataDirectory"] = Data;
        start.Environment["DOTNET_gcServer"] = "0";
        foreach (
            var (name, value) in _settings.Concat(settings ?? new Dictionary<string, string>())
        )
            start.Environment[name] = value;
        return start;
    }

    private void Take(string? line, TaskCompletionSource<Uri> ready)
    {
        if (line is null)
            return;
        _output.Enqueue(line);
        if (line.StartsWith(Clock, StringComparison.Ordinal))
            _clock.TrySetResult(line[Clock.Length..]);
        if (line.StartsWith(Ready, StringComparison.Ordinal))
            ready.TrySetResult(new Uri(line[Ready.Length..].Trim()));
        if (line.StartsWith(Waits, StringComparison.Ordinal))
            ready.TrySetResult(new Uri(line[Waits.Length..].Split(": ")[0]));
    }

    // …/tests/KoSales.Tests/bin/Debug/net10.0/ → …/KoSales.Functions/bin/Debug/net10.0/
    internal static string Program()
    {
        var framework = new DirectoryInfo(
            AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar)
        );
        var configuration = framework.Parent!;
        var root = configuration.Parent!.Parent!.Parent!.Parent!;
        return Path.Combine(
            root.FullName,
            "KoSales.Functions",
            "bin",
            configuration.Name,
            framework.Name,
            "KoSales.Functions.dll"
        );
    }
}
