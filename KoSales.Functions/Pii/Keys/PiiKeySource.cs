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
        // Once settings have taken over, subjects from before are still wrapped by the generated key.
        if (maySupply && (keys.Count == 0 || File.Exists(folder.File("keys", KeyFile + ".key"))))
        {
            var key = folder.Key(KeyFile);
            keys[generated = NameOf(key)] = key;
        }

        var index = options.IndexKey is { Length: > 0 } text
            ? Convert.FromBase64String(text)
            : folder.Key(IndexFile);
        return new PiiKeys(
            keys,
            options.ActiveKey ?? options.Keys.Keys.LastOrDefault() ?? generated!,
            index
        );
    }

    public ValidateOptionsResult Validate(string? name, PiiOptions options)
    {
        List<string> faults =
        [
            .. options.Keys.Select(k => FaultOf(k.Key, k.Value)).OfType<string>(),
        ];
        if (!maySupply && options.Keys.Count == 0)
            faults.Add(
                $"{PiiOptions.Section}:Keys is empty. Set {PiiOptions.Section}:Keys:{{id}} to 32 random bytes in base64, the same for every instance."
            );
        if (!maySupply && options.IndexKey is null or "")
            faults.Add(
                $"{PiiOptions.Section}:IndexKey is not set. Set it to 32 random bytes in base64, the same for every instance, and never change it."
            );
        if (options.IndexKey is { Length: > 0 } index)
            faults.AddRange(FaultsOfIndex(options, index));
        if (options.ActiveKey is { } active && !options.Keys.ContainsKey(active))
            faults.Add(
                $"{PiiOptions.Section}:ActiveKey is '{active}', but there is no {PiiOptions.Section}:Keys:{active}."
            );
        if (options.RevealLimit is < 1 or > 100_000)
            faults.Add(
                $"{PiiOptions.Section}:RevealLimit is {options.RevealLimit}, but must be 1 to 100,000."
            );
        if (
            options.RevealWindow < TimeSpan.FromSeconds(1)
            || options.RevealWindow > TimeSpan.FromDays(1)
        )
            faults.Add(
                $"{PiiOptions.Section}:RevealWindow is {options.RevealWindow}, but must be between 1 second and 1 day."
            );
        return faults.Count == 0
            ? ValidateOptionsResult.Success
            : ValidateOptionsResult.Fail(faults);
    }

    private static IEnumerable<string> FaultsOfIndex(PiiOptions options, string index)
    {
        if (!IsKey(index))
            yield return $"{PiiOptions.Section}:IndexKey is not 32 bytes in base64.";
        if (options.Keys.ContainsValue(index))
            yield return $"{PiiOptions.Section}:IndexKey is one of {PiiOptions.Section}:Keys; it must be a key of its own.";
    }

    private static string? FaultOf(string id, string key) =>
        id.Length is 0 or > 40 || !id.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_')
            ? $"{PiiOptions.Section}:Keys has the id '{id}'; an id is 1 to 40 letters, digits, - or _."
        : IsKey(key) ? null
        : $"{PiiOptions.Section}:Keys:{id} is not 32 bytes in base64.";

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
