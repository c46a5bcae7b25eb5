namespace KoSales.Domain.Documents;

/// <summary>Tells a file's type by its first bytes, whatever its name and its sender say.</summary>
public static class FileSignature
{
    /// <summary>So many bytes are looked at.</summary>
    public const int Length = 12;

    private static ReadOnlySpan<byte> Jpeg => [0xFF, 0xD8, 0xFF];

    private static ReadOnlySpan<byte> Png => [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A];

    /// <summary>Media type of a PDF, JPEG, PNG or WebP file; null for any other.</summary>
    public static string? MimeOf(ReadOnlySpan<byte> start)
    {
        if (start.StartsWith("%PDF-"u8))
            return "application/pdf";
        if (start.StartsWith(Jpeg))
            return "image/jpeg";
        if (start.StartsWith(Png))
            return "image/png";
        return IsWebp(start) ? "image/webp" : null;
    }

    /// <summary>What a downloaded file's name ends with, with the dot.</summary>
    public static string EndingOf(string mime) =>
        mime switch
        {
            "application/pdf" => ".pdf",
            "image/jpeg" => ".jpg",
            "image/png" => ".png",
            "image/webp" => ".webp",
            _ => ".bin",
        };

    // RIFF, four bytes of length, WEBP.
    private static bool IsWebp(ReadOnlySpan<byte> start) =>
        start.Length >= Length && start.StartsWith("RIFF"u8) && start[8..].StartsWith("WEBP"u8);
}
