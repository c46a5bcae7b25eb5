namespace KoSales.LocalHost;

/// <summary>The folder that the worker takes for the app's: where its host.json and its assemblies
/// lie.</summary>
internal static class AppFolder
{
    public const string Variable = "FUNCTIONS_APPLICATION_DIRECTORY";

    public static string Path =>
        Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } chosen
            ? chosen
            : AppContext.BaseDirectory;

    /// <summary>The worker reads this variable itself and fails without it.</summary>
    public static void Announce() => Environment.SetEnvironmentVariable(Variable, Path);
}
