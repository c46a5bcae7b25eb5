using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace KoSales.Functions.Api.Listing.Reading;

/// <summary>Turns a position in a list into an opaque cursor, signed together with the query and the
/// principal it was given to.</summary>
public sealed class CursorSigner(byte[] key)
{
    private const int MacBytes = 16;
    private const int LongestCursor = 2048;

    // Raw JSON holds no control characters, and ids neither.
    private const char Separator = '\u001f';

    /// <param name="binding">What the cursor is good for: principal, resource, filter and sort.</param>
    public string Sign(string binding, KeysetPosition position)
    {
        var payload = Encoding.UTF8.GetBytes(
            string.Join(Separator, [position.Id, .. position.Values])
        );
        return Base64Url.EncodeToString([.. Mac(binding, payload), .. payload]);
    }

    /// <summary>Null for a cursor that was not made for this binding, or not by us.</summary>
    public KeysetPosition? Read(string binding, string cursor)
    {
        if (cursor.Length > LongestCursor || !Base64Url.IsValid(cursor))
            return null;
        var bytes = Base64Url.DecodeFromChars(cursor);
        if (
            bytes.Length <= MacBytes
            || !CryptographicOperations.FixedTimeEquals(
                bytes.AsSpan(0, MacBytes),
                Mac(binding, bytes.AsSpan(MacBytes))
            )
        )
            return null;
        var parts = Encoding.UTF8.GetString(bytes.AsSpan(MacBytes)).Split(Separator);
        return new KeysetPosition(parts[1..], parts[0]);
    }

    private byte[] Mac(string binding, ReadOnlySpan<byte> payload)
    {
        using var mac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, key);
        mac.AppendData(Encoding.UTF8.GetBytes(binding));
        mac.AppendData([0]);
        mac.AppendData(payload);
        return mac.GetHashAndReset()[..MacBytes];
    }
}
