namespace KoSales.Domain.Files;

/// <summary>A file kept encrypted under a key of its own. Without this record its content is lost for
/// good.</summary>
/// <param name="Name">In the file store.</param>
/// <param name="Length">Bytes of the content, not of what is stored.</param>
/// <param name="KeyId">The key that wraps the file's.</param>
/// <param name="WrappedKey">Base64url.</param>
public sealed record EncryptedFile(string Name, long Length, string KeyId, string WrappedKey);
