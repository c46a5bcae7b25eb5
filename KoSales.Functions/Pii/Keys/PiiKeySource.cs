using System.Security.Cryptography;
using Microsoft.Extensions.Options;

namespace KoSales.Functions.Pii.Keys;

/// <summary>Where the keys come from: the settings, or the installation's own data folder.</summary>
internal sealed class PiiKeySource(DataFolder folder, bool maySupply) : IValidateOptions<PiiOptions>
{
    private const string KeyFile = "pii";
    private const string IndexFile = "pii-index";

    /// <summary>Configured keys, and the generated one where it exists or is needed. Call it with options
    /// that <see cref="Validate"/> has passed.</summary>
    public PiiKeys Load(PiiOptions options)
    {
        var keys = options.Keys.ToDictionary(
            k => k.Key,
            k => Convert.FromBase64String(k.Value),
            StringComparer.Ordinal
        );
        string? generated = null;
        if (SuppliesKey(options))
        {
            var key = folder.Key(KeyFile);
            keys[generated = NameOf(key)] = key;
        }

        var active = options.ActiveKey ?? options.Keys.Keys.LastOrDefault() ?? generated!;
        return new PiiKeys(keys, active, IndexKeyOf(options));
    }

    /// <summary>Once settings have taken over, subjects from before are still wrapped by the generated
    /// key.</summary>
    private bool SuppliesKey(PiiOptions options) =>
        maySupply
        && (options.Keys.Count == 0 || File.Exists(folder.File("keys", KeyFile + ".key")));

    private byte[] IndexKeyOf(PiiOptions options) =>
        options.IndexKey is { Length: > 0 } text
            ? Convert.FromBase64String(text)
            : folder.Key(IndexFile);

    public ValidateOptionsResult Validate(string? name, PiiOptions options)
    {
        string[] faults =
        [
            .. options.Keys.Select(k => FaultOf(k.Key, k.Value)).OfType<string>(),
            .. maySupply ? [] : Missing(options),
            .. options.IndexKey is { Length: > 0 } index ? FaultsOfIndex(options, index) : [],
            .. FaultsOfActive(options),
            .. FaultsOfReveals(options),
        ];
        return faults.Length == 0
            ? ValidateOptionsResult.Success
            : ValidateOptionsResult.Fail(faults);
    }

    /// <summary>What has to be set where nothing is supplied.</summary>
    private static IEnumerable<string> Missing(PiiOptions options)
    {
        if (options.Keys.Count == 0)
            yield return $"{PiiOptions.Section}:Keys is empty. Set {PiiOptions.Section}:Keys:{{id}} to 32 random bytes in base64, the same for every instance.";
        if (options.IndexKey is null or "")
            yield return $"{PiiOptions.Section}:IndexKey is not set. Set it to 32 random bytes in base64, the same for every instance, and never change it.";
    }

    private static IEnumerable<string> FaultsOfActive(PiiOptions options)
    {
        if (options.ActiveKey is { } active && !options.Keys.ContainsKey(active))
            yield return $"{PiiOptions.Section}:ActiveKey is '{active}', but there is no {PiiOptions.Section}:Keys:{active}.";
    }

    private static IEnumerable<string> FaultsOfReveals(PiiOptions options)
    {
        if (options.RevealLimit is < 1 or > 100_000)
            yield return $"{PiiOptions.Section}:RevealLimit is {options.RevealLimit}, but must be 1 to 100,000.";
        var (shortest, longest) = (TimeSpan.FromSeconds(1), TimeSpan.FromDays(1));
        if (options.RevealWindow < shortest || options.RevealWindow > longest)
            yield return $"{PiiOptions.Section}:RevealWindow is {options.RevealWindow}, but must be between 1 second and 1 day.";
    }

    private static IEnumerable<string> FaultsOfIndex(PiiOptions options, string index)
    {
        if (!IsKey(index))
            yield return $"{PiiOptions.Section}:IndexKey is not 32 bytes in base64.";
        if (options.Keys.ContainsValue(index))
            yield return $"{PiiOptions.Section}:IndexKey is one of {PiiOptions.Section}:Keys; it must be a key of its own.";
    }

    private static string? FaultOf(string id, string key)
    {
        if (!IsKeyId(id))
            return $"{PiiOptions.Section}:Keys has the id '{id}'; an id is 1 to 40 letters, digits, - or _.";
        return IsKey(key) ? null : $"{PiiOptions.Section}:Keys:{id} is not 32 bytes in base64.";
    }

    private static bool IsKeyId(string id) =>
        id.Length is > 0 and <= 40 && id.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_');

    private static bool IsKey(string text)
    {
        Span<byte> bytes = stackalloc byte[Envelope.Key + 1];
        return Convert.TryFromBase64String(text, bytes, out var length) && length == Envelope.Key;
    }

    /// <summary>Named after its content, so that another key in the same file is not taken for it.</summary>
    private static string NameOf(byte[] key) =>
        "local-"
        + Convert.ToHexStringLower(SHA256.HashData([.. "kosales-pii-kid:"u8, .. key]).AsSpan(0, 4));
}
