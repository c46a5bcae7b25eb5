namespace KoSales.Domain.Pii;

/// <summary>Something encrypted under a data key of its own, as it is stored; never on the wire.</summary>
/// <param name="KeyId">Of the key that wraps the data key.</param>
/// <param name="Wrapped">The data key, base64url.</param>
/// <param name="Cipher">Nonce, cipher and tag, base64url.</param>
public sealed record SealedBytes(string KeyId, string Wrapped, string Cipher)
{
    public override string ToString() => nameof(SealedBytes);
}
