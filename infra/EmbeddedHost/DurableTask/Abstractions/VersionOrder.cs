namespace Microsoft.DurableTask;

internal static class VersionOrder
{
    /// <summary>Dotted numbers compare as versions, anything else as text without case; unversioned is older than everything.</summary>
    internal static int Compare(string? own, string? other)
    {
        if (string.IsNullOrWhiteSpace(own)) return string.IsNullOrWhiteSpace(other) ? 0 : -1;
        if (string.IsNullOrWhiteSpace(other)) return 1;
        return System.Version.TryParse(own, out var left) && System.Version.TryParse(other, out var right)
            ? left.CompareTo(right)
            : string.Compare(own, other, StringComparison.OrdinalIgnoreCase);
    }
}
