using System.Text.Json;
using KoSales.LocalHost.Protocol;
using Microsoft.Extensions.Configuration;

namespace KoSales.LocalHost;

/// <summary>
/// Finds and reads host.json, where the worker reads it too: in FUNCTIONS_APPLICATION_DIRECTORY when that is set, else
/// beside the app's assemblies. And local.settings.json: there, or in the content root, or in a folder above it up to
/// the solution's.
/// </summary>
internal static class HostFiles
{
    /// <summary>
    /// host.json, overlaid with the environment's <c>AzureFunctionsJobHost__…</c> as the real host does.
    /// </summary>
    /// <exception cref="StartException">The file is not JSON.</exception>
    public static IConfigurationRoot HostJson()
    {
        var builder = new ConfigurationBuilder();
        var path = Path.Combine(AppFolder.Path, "host.json");
        if (File.Exists(path)) builder.AddJsonFile(path, optional: false);
        try
        {
            return builder.AddEnvironmentVariables("AzureFunctionsJobHost__").Build();
        }
        catch (InvalidDataException fault)
        {
            throw new StartException($"{path} is not valid JSON: {fault.GetBaseException().Message}", fault);
        }
    }

    /// <summary>
    /// The Values of local.settings.json, by the names they have there, and <c>Host:LocalHttpPort</c>; empty without
    /// the file.
    /// </summary>
    /// <exception cref="StartException">The file is not JSON, or is encrypted.</exception>
    public static LocalSettings LocalSettings(string contentRoot)
    {
        var candidates = new[] { AppFolder.Path, contentRoot }.Concat(UpToSolution(contentRoot));
        if (candidates.Select(folder => Path.Combine(folder, "local.settings.json")).FirstOrDefault(File.Exists) is not { } path) return new([], null);
        try
        {
            var options = new JsonDocumentOptions
            {
                CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true,
            };
            using var file = JsonDocument.Parse(File.ReadAllBytes(path), options);
            return Read(file.RootElement, path);
        }
        catch (JsonException fault)
        {
            throw new StartException($"{path} is not valid JSON: {fault.Message}", fault);
        }
    }

    private static LocalSettings Read(JsonElement root, string path)
    {
        if (root.TryGetProperty("IsEncrypted", out var encrypted) && encrypted.ValueKind is JsonValueKind.True)
            throw new StartException($"{path} is encrypted; run 'func settings decrypt' first.");
        var values = root.TryGetProperty("Values", out var section) && section.ValueKind is JsonValueKind.Object
            ? section
                .EnumerateObject()
                .ToDictionary(v => v.Name, v => v.Value.ToString(), StringComparer.OrdinalIgnoreCase)
            : [];
        var port = root.TryGetProperty("Host", out var host) && host.TryGetProperty("LocalHttpPort", out var number)
            ? number.GetInt32()
            : (int?)null;
        return new(values, port);
    }

    private static List<string> UpToSolution(string directory)
    {
        var folders = new List<string>();
        for (var at = new DirectoryInfo(directory); at is not null; at = at.Parent)
        {
            folders.Add(at.FullName);
            if (at.EnumerateFiles("*.sln", new EnumerationOptions { IgnoreInaccessible = true }).Any()) return folders;
        }
        // No solution around: whatever lies above belongs to somebody else.
        return [];
    }
}

/// <summary>What local.settings.json holds.</summary>
internal sealed record LocalSettings(Dictionary<string, string> Values, int? Port)
{
    /// <summary>As Core Tools does: what the environment already says stays.</summary>
    public void SetEnvironment()
    {
        foreach (var (name, value) in Values.Where(v => !IsSet(v.Key))) Environment.SetEnvironmentVariable(name, value);
    }

    /// <summary>The values as configuration keys: <c>A__B</c> is <c>A:B</c>.</summary>
    public IEnumerable<KeyValuePair<string, string?>> AsConfiguration() =>
        Values.Select(v => KeyValuePair.Create<string, string?>(v.Key.Replace("__", ":", StringComparison.Ordinal), v.Value));

    /// <summary>
    /// A setting has one value, whether its name is written with colons or as the environment writes it.
    /// </summary>
    private static bool IsSet(string name) =>
        Environment.GetEnvironmentVariable(name) is not null
        || Environment.GetEnvironmentVariable(name.Replace(":", "__", StringComparison.Ordinal)) is not null;
}
