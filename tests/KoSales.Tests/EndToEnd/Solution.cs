namespace KoSales.Tests.EndToEnd;

/// <summary>Files of the checkout that tests read.</summary>
public static class Solution
{
    public static string Folder { get; } = Find();

    public static string PathOf(params ReadOnlySpan<string> parts) => Path.Combine([Folder, .. parts]);

    private static string Find()
    {
        var at = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(at.FullName, "KoSales.sln"))) at = at.Parent ?? throw new InvalidOperationException("the tests run outside of the solution");
        return at.FullName;
    }
}
