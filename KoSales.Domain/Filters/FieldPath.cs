namespace KoSales.Domain.Filters;

/// <summary>Dotted paths such as <c>address.state_code</c>. Both stores write paths into query text, so
/// nothing else may pass.</summary>
public static class FieldPath
{
    private const string Custom = "custom.";

    /// <summary>Lower case letters, digits and underscores in dotted segments; keys under <c>custom.</c>
    /// may hold capitals and dashes too.</summary>
    public static bool IsValid(string path)
    {
        var extended = path.StartsWith(Custom, StringComparison.Ordinal);
        var segment = 0;
        foreach (var c in path)
        {
            if (c == '.' && segment == 0)
                return false;
            if (c != '.' && !IsAllowed(c, extended))
                return false;
            segment = c == '.' ? 0 : segment + 1;
        }

        return segment > 0;
    }

    /// <exception cref="ArgumentException">The path is not of the allowed form.</exception>
    public static string Check(string path) =>
        IsValid(path)
            ? path
            : throw new ArgumentException("a path is dotted lower case names", nameof(path));

    private static bool IsAllowed(char c, bool extended) =>
        char.IsAsciiLetterLower(c)
        || char.IsAsciiDigit(c)
        || c == '_'
        || (extended && (char.IsAsciiLetterUpper(c) || c == '-'));
}
