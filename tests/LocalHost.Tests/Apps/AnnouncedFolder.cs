namespace KoSales.LocalHost.Tests.Apps;

/// <summary>Tests that change what the whole process shares (its environment, its standard output) run one
/// after the other, and after all others.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class SharedProcess
{
    public const string Name = "Changes what the process shares";
}

/// <summary>A folder with an app's host.json and local.settings.json, announced in the environment as a
/// Functions host announces it.</summary>
internal sealed class AnnouncedFolder : IDisposable
{
    private const string Variable = "FUNCTIONS_APPLICATION_DIRECTORY";

    private readonly string? _before = Environment.GetEnvironmentVariable(Variable);

    public AnnouncedFolder()
    {
        // The worker looks for the functions' assembly there too.
        var assembly = typeof(AnnouncedFolder).Assembly.Location;
        File.Copy(assembly, System.IO.Path.Combine(Path, System.IO.Path.GetFileName(assembly)));
        Environment.SetEnvironmentVariable(Variable, Path);
    }

    public string Path { get; } = AppPlan.NewDirectory();

    public void Write(string file, string content) =>
        File.WriteAllText(System.IO.Path.Combine(Path, file), content);

    public void Dispose()
    {
        Environment.SetEnvironmentVariable(Variable, _before);
        Directory.Delete(Path, recursive: true);
    }
}
