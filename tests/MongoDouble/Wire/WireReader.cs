using System.Buffers.Binary;
using System.Numerics;
using MongoDB.Bson;
using MongoDB.Bson.IO;
using MongoDB.Bson.Serialization;

namespace KoSales.MongoDouble.Wire;

/// <summary>Reads requests off a connection.</summary>
internal static class WireReader
{
    private const int HeaderLength = 16;
    private const int LargestMessage = 48_000_000 + 16_384;
    private const uint ChecksumPresent = 1;
    private const uint MoreToCome = 2;
    private const uint RequiredFlags = 0xFFFF;
    private const byte Body = 0;
    private const byte Sequence = 1;

    /// <summary>Null at the end of the stream.</summary>
    /// <exception cref="InvalidDataException">Not the protocol; the connection is of no more use.</exception>
    public static async Task<WireRequest?> ReadAsync(
        Stream stream,
        CancellationToken cancellationToken
    )
    {
        var header = new byte[HeaderLength];
        if (
            await stream.ReadAtLeastAsync(
                header,
                HeaderLength,
                throwOnEndOfStream: false,
                cancellationToken
            ) < HeaderLength
        )
            return null;
        var length = BinaryPrimitives.ReadInt32LittleEndian(header);
        if (length is < HeaderLength or > LargestMessage)
            throw new InvalidDataException($"a message of {length} bytes");
        var message = new byte[length];
        header.CopyTo(message, 0);
        await stream.ReadExactlyAsync(message.AsMemory(HeaderLength), cancellationToken);
        return Parse(message);
    }

    private static WireRequest Parse(byte[] message)
    {
        var requestId = BinaryPrimitives.ReadInt32LittleEndian(message.AsSpan(4));
        var opCode = BinaryPrimitives.ReadInt32LittleEndian(message.AsSpan(12));
        return opCode switch
        {
            OpCode.Message => ParseMessage(requestId, message),
            OpCode.Query => ParseQuery(requestId, message),
            _ => throw new InvalidDataException($"operation code {opCode}"),
        };
    }

    private static WireRequest ParseMessage(int requestId, byte[] message)
    {
        var flags = BinaryPrimitives.ReadUInt32LittleEndian(message.AsSpan(HeaderLength));
        var unknown = flags & RequiredFlags & ~(ChecksumPresent | MoreToCome);
        if (unknown != 0)
            throw new InvalidDataException($"unknown required flags {unknown:x}");
        var end = message.Length;
        if ((flags & ChecksumPresent) != 0)
            end = CheckedEnd(message);

        var command = new BsonDocument();
        var sequences = new BsonDocument();
        for (var at = HeaderLength + sizeof(uint); at < end; )
        {
            var kind = message[at++];
            if (kind == Body)
                command = ReadDocument(message, ref at);
            else if (kind == Sequence)
                sequences.Add(ReadSequence(message, ref at));
            else
                throw new InvalidDataException($"section kind {kind}");
        }

        command.AddRange(sequences);
        return new WireRequest(
            requestId,
            IsLegacy: false,
            command,
            WantsReply: (flags & MoreToCome) == 0
        );
    }

    /// <summary>Where the sections end. The last four bytes are the CRC-32C of all before them.</summary>
    private static int CheckedEnd(byte[] message)
    {
        var end = message.Length - sizeof(uint);
        var crc = uint.MaxValue;
        foreach (var b in message.AsSpan(0, end))
            crc = BitOperations.Crc32C(crc, b);
        if (~crc != BinaryPrimitives.ReadUInt32LittleEndian(message.AsSpan(end)))
            throw new InvalidDataException("the checksum is wrong");
        return end;
    }

    private static BsonElement ReadSequence(byte[] message, ref int at)
    {
        var end = at + BinaryPrimitives.ReadInt32LittleEndian(message.AsSpan(at));
        at += sizeof(int);
        var name = ReadName(message, ref at);
        var documents = new BsonArray();
        while (at < end)
            documents.Add(ReadDocument(message, ref at));
        return new BsonElement(name, documents);
    }

    private static WireRequest ParseQuery(int requestId, byte[] message)
    {
        var at = HeaderLength + sizeof(int);
        var database = ReadName(message, ref at).Split('.')[0];
        at += 2 * sizeof(int);
        var command = ReadDocument(message, ref at);
        command.Set("$db", database);
        return new WireRequest(requestId, IsLegacy: true, command, WantsReply: true);
    }

    private static string ReadName(byte[] message, ref int at)
    {
        var length = Array.IndexOf(message, (byte)0, at) - at;
        var name = System.Text.Encoding.UTF8.GetString(message, at, length);
        at += length + 1;
        return name;
    }

    private static BsonDocument ReadDocument(byte[] message, ref int at)
    {
        var length = BinaryPrimitives.ReadInt32LittleEndian(message.AsSpan(at));
        using var stream = new MemoryStream(message, at, length, writable: false);
        using var reader = new BsonBinaryReader(stream);
        at += length;
        return BsonSerializer.Deserialize<BsonDocument>(reader);
    }
}
