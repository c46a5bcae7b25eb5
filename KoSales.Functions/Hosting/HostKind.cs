namespace KoSales.Functions.Hosting;

/// <summary>Who started this process: the Functions host (Core Tools, Azure), which passes its own address
/// to the
/// worker, or somebody by hand.</summary>
public static class HostKind
{
    private const string HostAddress = "Functions__Worker__HostEndpoint";

    /// <summary>Decided once; it cannot change while the process runs.</summary>
    public static bool IsStartedByHost { get; } =
        Names(Environment.GetCommandLineArgs()) || IsSet(HostAddress);

    /// <summary>Whether a command line is one that a Functions host gives its worker. Older hosts name the
    /// worker
    /// without a prefix.</summary>
    internal static bool Names(IReadOnlyList<string> arguments) =>
        Has(arguments, "--functions-uri")
        || (Has(arguments, "--host") && Has(arguments, "--workerId"));

    private static bool Has(IReadOnlyList<string> arguments, string name) =>
        arguments.Any(a =>
            a.Equals(name, StringComparison.OrdinalIgnoreCase)
            || a.StartsWith(name + "=", StringComparison.OrdinalIgnoreCase)
        );

    private static bool IsSet(string variable) =>
        Environment.GetEnvironmentVariable(variable) is { Length: > 0 };
}
