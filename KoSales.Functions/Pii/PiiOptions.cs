namespace KoSales.Functions.Pii;

/// <summary>Section <c>KoSales:Pii</c>.</summary>
public sealed class PiiOptions
{
    public const string Section = "KoSales:Pii";

    /// <summary>Key-encryption keys by id (letters, digits, - and _), each 32 bytes in base64. Old ones
    /// stay until no subject is wrapped by them.</summary>
    public Dictionary<string, string> Keys { get; set; } = [];

    /// <summary>The id of the key that wraps new subjects; the last of <see cref="Keys"/> when not
    /// set.</summary>
    public string? ActiveKey { get; set; }

    /// <summary>Key of the blind indexes, 32 bytes in base64; changing it makes stored phones, e-mails,
    /// GSTIN and PAN unfindable.</summary>
    public string? IndexKey { get; set; }

    /// <summary>Reveals that one agent has per <see cref="RevealWindow"/>, 1 to 100,000.</summary>
    public int RevealLimit { get; set; } = 60;

    public TimeSpan RevealWindow { get; set; } = TimeSpan.FromHours(1);
}
