using System.Text.Json;
using Microsoft.Extensions.Configuration;

namespace KoSales.LocalHost;

/// <summary>
/// Finds and reads host.json, where the worker reads it too: in FUNCTIONS_APPLICATION_DIRECTORY when that
/// is set, else
/// beside the app's assemblies. And local.settings.json: there, or in the content root, or in a folder
/// above it up to
/// the solution's.
/// </summary>
internal static class HostFiles
{
    private static readonly JsonDocumentOptions _lenient = new()
    {
        CommentHandling = JsonCommentHandling.Skip,
        AllowTrailingCommas = true,
    };

    /// <summary>
    /// host.json, overlaid with the environment's <c>AzureFunctionsJobHost__…</c> as the real host does.
    /// </summary>
    /// <exception cref="StartException">The file is not JSON.</exception>
    public static IConfigurationRoot HostJson()
    {
        var builder = new ConfigurationBuilder();
        var path = Path.Combine(AppFolder.Path, "host.json");
        if (File.Exists(path))
            builder.AddJsonFile(path, optional: false);
        try
        {
            return builder.AddEnvironmentVariables("AzureFunctionsJobHost__").Build();
        }
        catch (InvalidDataException fault)
        {
            throw new StartException(
                $"{path} is not valid JSON: {fault.GetBaseException().Message}",
                fault
            );
        }
    }

    /// <summary>
    /// The Values of local.settings.json, by the names they have there, and <c>Host:LocalHttpPort</c>;
    /// empty without
    /// the file.
    /// </summary>
    /// <exception cref="StartException">The file is not JSON, is encrypted, or holds something that cannot
    /// be a setting.</exception>
    public static LocalSettings LocalSettings(string contentRoot)
    {
        var folders = new[] { AppFolder.Path, contentRoot }.Concat(UpToSolution(contentRoot));
        var path = folders
            .Select(folder => Path.Combine(folder, "local.settings.json"))
            .FirstOrDefault(File.Exists);
        return path is null ? new([], null) : LocalSettingsIn(path);
    }

    private static LocalSettings LocalSettingsIn(string path)
    {
        try
        {
            using var file = JsonDocument.Parse(File.ReadAllBytes(path), _lenient);
            return Read(file.RootElement, path);
        }
        catch (JsonException fault)
        {
            throw new StartException($"{path} is not valid JSON: {fault.Message}", fault);
        }
    }

    private static LocalSettings Read(JsonElement root, string path)
    {
        if (root.ValueKind is not JsonValueKind.Object)
            throw new StartException($"{path} holds no JSON object.");
        if (
            root.TryGetProperty("IsEncrypted", out var encrypted)
            && encrypted.ValueKind is JsonValueKind.True
        )
            throw new StartException($"{path} is encrypted; run 'func settings decrypt' first.");
        return new(Values(root, path), Port(root, path));
    }

    private static Dictionary<string, string> Values(JsonElement root, string path)
    {
        var values = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        if (!root.TryGetProperty("Values", out var section))
            return values;
        if (section.ValueKind is not JsonValueKind.Object)
            throw new StartException($"{path}: Values is no JSON object.");
        foreach (var value in section.EnumerateObject())
        {
            if (!values.TryAdd(value.Name, value.Value.ToString()))
                throw new StartException($"{path}: {value.Name} stands there twice.");
        }

        return values;
    }

    private static int? Port(JsonElement root, string path)
    {
        if (
            !root.TryGetProperty("Host", out var host) || host.ValueKind is not JsonValueKind.Object
        )
            return null;
        if (!host.TryGetProperty("LocalHttpPort", out var number))
            return null;
        return
            number.ValueKind is JsonValueKind.Number
            && number.TryGetInt32(out var port)
            && port is >= 0 and <= 65535
            ? port
            : throw new StartException(
                $"{path}: Host.LocalHttpPort is {number.GetRawText()}; a port is a number from 0 to 65535."
            );
    }

    private static List<string> UpToSolution(string directory)
    {
        var folders = new List<string>();
        for (var at = new DirectoryInfo(directory); at is not null; at = at.Parent)
        {
            folders.Add(at.FullName);
            if (
                at.EnumerateFiles("*.sln", new EnumerationOptions { IgnoreInaccessible = true })
                    .Any()
            )
                return folders;
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
        foreach (var (name, value) in Values.Where(v => !IsSet(v.Key)))
            Environment.SetEnvironmentVariable(name, value);
    }

    /// <summary>The values as configuration keys: <c>A__B</c> is <c>A:B</c>.</summary>
    public IEnumerable<KeyValuePair<string, string?>> AsConfiguration() =>
        Values.Select(v =>
            KeyValuePair.Create<string, string?>(
                v.Key.Replace("__", ":", StringComparison.Ordinal),
                v.Value
            )
        );

    /// <summary>
    /// A setting has one value, whether its name is written with colons or as the environment writes it.
    /// </summary>
    private static bool IsSet(string name) =>
        Environment.GetEnvironmentVariable(name) is not null
        || Environment.GetEnvironmentVariable(name.Replace(":", "__", StringComparison.Ordinal))
            is not null;
}
