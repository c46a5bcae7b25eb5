using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Configuration;

namespace KoSales.Functions.Startup;

/// <summary>
/// Looks at all settings of the app before anything uses one: a name that nothing reads is most often a
/// misspelt one, and a text that is not of its
/// setting's kind cannot be used.
/// </summary>
internal static class SettingCheck
{
    /// <summary>How many letters of a name may be wrong before another one is no longer meant, in parts of
    /// its length.</summary>
    private const int Likeness = 3;

    /// <summary>Names elsewhere than under <see cref="KnownSettings.Root"/> are somebody else's unless they
    /// are as near to one of ours as this.</summary>
    private const int Slips = 1;

    /// <param name="configuration">All of it: environment, local.settings.json and command line.</param>
    /// <param name="isStrict">Whether a misspelt name stops the start. Where several releases share their
    /// settings, one of them may know a name that
    /// another does not: it is only told then, as a name that is like none is everywhere.</param>
    /// <param name="output">Where names are told that do not stop the start.</param>
    /// <exception cref="SettingException">All that is wrong, a line each.</exception>
    public static void Run(IConfiguration configuration, bool isStrict, TextWriter output)
    {
        var unread = Unread(configuration)
            .ToLookup(name => isStrict && name.Meant is not null, name => name.Sentence);
        string[] faults = [.. unread[true], .. Unreadable(configuration)];
        if (faults.Length > 0)
            throw new SettingException(string.Join(Environment.NewLine, faults));
        foreach (var sentence in unread[false])
            output.WriteLine(sentence);
    }

    /// <summary>The names that nothing reads.</summary>
    internal static IEnumerable<UnreadName> Unread(IConfiguration configuration) =>
        Names(configuration)
            .Where(name => !KnownSettings.All.Any(known => known.Is(name)))
            .Select(name => new UnreadName(Variable(name), Meant(Own(name))))
            .Concat(Elsewhere(configuration));

    /// <summary>A sentence for each value that is not of its setting's kind.</summary>
    internal static IEnumerable<string> Unreadable(IConfiguration configuration)
    {
        foreach (var known in KnownSettings.All)
        {
            if (configuration[known.Name] is { } text && !IsReadable(known.Type, text))
                yield return $"{known.Name} is '{text}', but must be {Kind(known.Type)}.";
        }
    }

    private static IEnumerable<string> Names(IConfiguration configuration) =>
        configuration
            .GetSection(KnownSettings.Root)
            .AsEnumerable()
            .Where(setting =>
                setting.Value is not null && setting.Key.Contains(':', StringComparison.Ordinal)
            )
            .Select(setting => setting.Key);

    private static string? Meant(string letters)
    {
        var nearest = KnownSettings.All.MinBy(known => Distance(letters, Own(known.Name)))!;
        var isSlip = Distance(letters, Own(nearest.Name)) <= letters.Length / Likeness;
        return Variable((isSlip ? nearest : Beginning(letters))?.Name);
    }

    /// <summary>The setting of whose name only the beginning was written.</summary>
    private static KnownSetting? Beginning(string letters) =>
        KnownSettings.All.FirstOrDefault(known =>
            Own(known.Name).StartsWith(letters, StringComparison.Ordinal)
        );

    /// <summary>Ours by its letters, and not under our root: one underscore in place of two, or a slip in
    /// the root's own name.</summary>
    private static IEnumerable<UnreadName> Elsewhere(IConfiguration configuration) =>
        configuration
            .GetChildren()
            .Where(c =>
                c.Key.StartsWith(KnownSettings.Root[..2], StringComparison.OrdinalIgnoreCase)
            )
            .Where(c => !c.Key.Equals(KnownSettings.Root, StringComparison.OrdinalIgnoreCase))
            .SelectMany(c => c.AsEnumerable())
            .Where(setting => setting.Value is not null)
            .Select(setting => new UnreadName(Variable(setting.Key), Same(Letters(setting.Key))))
            .Where(name => name.Meant is not null);

    private static string? Same(string letters) =>
        Variable(
            KnownSettings
                .All.FirstOrDefault(known => Distance(letters, Letters(known.Name)) <= Slips)
                ?.Name
        );

    /// <summary>The letters of a name without the root's.</summary>
    private static string Own(string name) => Letters(name[(KnownSettings.Root.Length + 1)..]);

    private static string Letters(string name) =>
        string.Concat(name.Where(char.IsAsciiLetterOrDigit)).ToUpperInvariant();

    /// <summary>As the environment and local.settings.json write it.</summary>
    [return: NotNullIfNotNull(nameof(name))]
    private static string? Variable(string? name) =>
        name
            ?.Replace("*", "{id}", StringComparison.Ordinal)
            .Replace(":", "__", StringComparison.Ordinal);

    private static bool IsReadable(Type type, string text)
    {
        if (type == typeof(string))
            return true;
        try
        {
            return TypeDescriptor.GetConverter(type).ConvertFromInvariantString(text) is not null;
        }
        catch (Exception exception)
            when (exception
                    is FormatException
                        or ArgumentException
                        or OverflowException
                        or NotSupportedException
            )
        {
            return false;
        }
    }

    private static string Kind(Type type) =>
        type switch
        {
            _ when type == typeof(bool) => "true or false",
            _ when type == typeof(TimeSpan) => "a time such as 00:15:00 or 1.00:00:00",
            _ => "a whole number",
        };

    /// <summary>Letters to add, leave out or change until one is the other.</summary>
    private static int Distance(string one, string other)
    {
        var row = Enumerable.Range(0, other.Length + 1).ToArray();
        for (var i = 1; i <= one.Length; i++)
        {
            var before = row[0];
            row[0] = i;
            for (var j = 1; j <= other.Length; j++)
            {
                var changed = before + (one[i - 1] == other[j - 1] ? 0 : 1);
                before = row[j];
                row[j] = Math.Min(changed, Math.Min(row[j], row[j - 1]) + 1);
            }
        }

        return row[^1];
    }
}

/// <summary>A name among the settings that nothing reads.</summary>
/// <param name="Name">As the environment writes it.</param>
/// <param name="Meant">The name that it is a slip of, in the same way; null when it is like none.</param>
internal sealed record UnreadName(string Name, string? Meant)
{
    private const string Sample = "All settings are in local.settings.sample.json.";

    public string Sentence =>
        Meant is null
            ? $"{Name} is no setting, and nothing reads it. {Sample}"
            : $"{Name} is no setting; did you mean {Meant}? {Sample}";
}
