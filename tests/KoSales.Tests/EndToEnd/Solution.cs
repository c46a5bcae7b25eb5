namespace KoSales.Tests.EndToEnd;

/// <summary>Files of the checkout that tests read.</summary>
public static class Solution
{
    public static string Folder { get; } = Find();

    public static string PathOf(params ReadOnlySpan<string> parts) =>
        Path.Combine([Folder, .. parts]);

    /// <summary>The sources of what is delivered.</summary>
    public static IEnumerable<SourceFile> Sources()
    {
        var made = $"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}";
        foreach (var project in new[] { "KoSales.Domain", "KoSales.Functions" })
        {
            foreach (
                var file in Directory.EnumerateFiles(
                    PathOf(project),
                    "*.cs",
                    SearchOption.AllDirectories
                )
            )
            {
                if (!file.Contains(made, StringComparison.Ordinal))
                    yield return new SourceFile(
                        Path.GetRelativePath(Folder, file),
                        File.ReadAllText(file)
                    );
            }
        }
    }

    private static string Find()
    {
        var at = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(at.FullName, "KoSales.sln")))
            at =
                at.Parent
                ?? throw new InvalidOperationException("the tests run outside of the solution");
        return at.FullName;
    }
}

/// <param name="Path">From the folder of the solution.</param>
public sealed record SourceFile(string Path, string Text);
