namespace KoSales.Tests.EndToEnd;

/// <summary>Files of the checkout that tests read.</summary>
public static class Solution
{
    public static string Folder { get; } = Find();

    public static string PathOf(params ReadOnlySpan<string> parts) =>
        Path.Combine([Folder, .. parts]);

    /// <summary>The sources of what is delivered.</summary>
    public static IEnumerable<SourceFile> Sources() =>
        SourcesBelow("KoSales.Domain").Concat(SourcesBelow("KoSales.Functions"));

    /// <summary>What is written in C# below a folder of the solution, without what a build
    /// makes.</summary>
    public static IEnumerable<SourceFile> SourcesBelow(string folder)
    {
        var made = $"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}";
        return Directory
            .EnumerateFiles(PathOf(folder), "*.cs", SearchOption.AllDirectories)
            .Where(file => !file.Contains(made, StringComparison.Ordinal))
            .Select(file => new SourceFile(
                Path.GetRelativePath(Folder, file),
                File.ReadAllText(file)
            ));
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
