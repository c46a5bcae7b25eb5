namespace KoSales.Functions.Files;

/// <summary>The names that every store can keep: 1 to 100 letters, digits, dots and hyphens, no dot
/// first.</summary>
internal static class FileName
{
    private const int Longest = 100;

    /// <exception cref="ArgumentException">It is none.</exception>
    public static string Checked(string name) =>
        IsGood(name)
            ? name
            : throw new ArgumentException(
                "a file's name is letters, digits, dots and hyphens",
                nameof(name)
            );

    public static bool IsGood(string name) =>
        name.Length is > 0 and <= Longest
        && name[0] != '.'
        && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-');
}
