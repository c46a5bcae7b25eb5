using System.Reflection;

namespace KoSales.Functions.Api;

/// <summary>What the app was built for: the project file's <c>FunctionsHost</c>, Embedded or Azure.</summary>
public static class Flavour
{
    private static readonly string Built = typeof(Flavour).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "FunctionsHost").Value ?? "";

    /// <summary>One process on one machine, with a data folder of its own: keys that are not configured may be made there. Otherwise instances share
    /// nothing but store and settings, and every key must be configured.</summary>
    public static bool IsEmbedded => Built == "Embedded";
}
