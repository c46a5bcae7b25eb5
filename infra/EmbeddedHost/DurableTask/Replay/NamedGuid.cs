using System.Security.Cryptography;
using System.Text;

namespace KoSales.EmbeddedHost.DurableTask.Replay;

/// <summary>
/// Name-based GUIDs (version 5) in the namespace that the original uses, so that ids made by a replay are the same everywhere.
/// </summary>
internal static class NamedGuid
{
    private static readonly byte[] _space = Guid.Parse("9e952958-5e33-4daf-827f-2fa12937b875").ToByteArray(bigEndian: true);

    internal static Guid Create(string name)
    {
        var text = Encoding.UTF8.GetBytes(name);
        Span<byte> hash = stackalloc byte[20];
#pragma warning disable CA5350 // The algorithm is part of the id's definition and guards nothing.
        SHA1.HashData([.. _space, .. text], hash);
#pragma warning restore CA5350
        hash[6] = (byte)((hash[6] & 0x0F) | 0x50);
        hash[8] = (byte)((hash[8] & 0x3F) | 0x80);
        return new Guid(hash[..16], bigEndian: true);
    }
}
