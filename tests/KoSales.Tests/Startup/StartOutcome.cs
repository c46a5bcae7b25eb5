using System.Diagnostics;
using KoSales.Tests.EndToEnd;

namespace KoSales.Tests.Startup;

/// <summary>How a process of the app that is not to stay up has ended.</summary>
/// <param name="Said">On standard output.</param>
/// <param name="Complained">On standard error.</param>
internal sealed record StartOutcome(int ExitCode, string Said, string Complained)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    /// <summary>Runs the built app to its end, on any free port unless the arguments say otherwise.</summary>
    /// <param name="data">Its data folder, and where it is started.</param>
    /// <param name="arguments">Its command line.</param>
    /// <param name="settings">Environment.</param>
    public static async Task<StartOutcome> OfAsync(
        string data,
        string[]? arguments = null,
        params (string Name, string Value)[] settings
    )
    {
        var start = new ProcessStartInfo(
            "dotnet",
            [AppProcess.Program(), .. arguments ?? ["--port", "0"]]
        )
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = data,
        };
        start.Environment["KoSales__DataDirectory"] = data;
        foreach (var (name, value) in settings)
            start.Environment[name] = value;
        using var process = Process.Start(start)!;
        try
        {
            var (said, complained) = (
                process.StandardOutput.ReadToEndAsync(),
                process.StandardError.ReadToEndAsync()
            );
            await process.WaitForExitAsync().WaitAsync(Patience);
            return new(process.ExitCode, await said, await complained);
        }
        finally
        {
            if (!process.HasExited)
                process.Kill();
        }
    }

    /// <summary>One sentence on standard error, no stack anywhere, exit code 1.</summary>
    public void IsToldInOneSentence(params string[] parts)
    {
        Assert.Equal(1, ExitCode);
        Assert.DoesNotContain("   at ", Said + Complained, StringComparison.Ordinal);
        Assert.DoesNotContain("Exception", Said + Complained, StringComparison.Ordinal);
        var sentence = Assert.Single(
            Complained.Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries)
        );
        Assert.All(parts, part => Assert.Contains(part, sentence, StringComparison.Ordinal));
    }
}
