using System.Buffers.Binary;
using MongoDB.Bson;

namespace KoSales.MongoDouble.Wire;

/// <summary>Writes answers: OP_MSG with one body section and no flags (so nothing is ever streamed), or
/// OP_REPLY to an
/// OP_QUERY.</summary>
internal static class WireWriter
{
    private const int HeaderLength = 16;
    private const int MessagePrefix = sizeof(uint) + 1;
    private const int ReplyPrefix = 20;
    private const int AwaitCapable = 8;

    public static byte[] Write(WireRequest request, int ownId, BsonDocument answer)
    {
        var document = answer.ToBson();
        var prefix = request.IsLegacy ? ReplyPrefix : MessagePrefix;
        var message = new byte[HeaderLength + prefix + document.Length];
        WriteHeader(message, ownId, request);
        if (request.IsLegacy)
            WriteReplyPrefix(message.AsSpan(HeaderLength));
        document.CopyTo(message, HeaderLength + prefix);
        return message;
    }

    private static void WriteHeader(Span<byte> message, int ownId, WireRequest request)
    {
        BinaryPrimitives.WriteInt32LittleEndian(message, message.Length);
        BinaryPrimitives.WriteInt32LittleEndian(message[4..], ownId);
        BinaryPrimitives.WriteInt32LittleEndian(message[8..], request.RequestId);
        BinaryPrimitives.WriteInt32LittleEndian(
            message[12..],
            request.IsLegacy ? OpCode.Reply : OpCode.Message
        );
    }

    /// <summary>Flags, cursor (none), position, number of documents.</summary>
    private static void WriteReplyPrefix(Span<byte> prefix)
    {
        BinaryPrimitives.WriteInt32LittleEndian(prefix, AwaitCapable);
        BinaryPrimitives.WriteInt32LittleEndian(prefix[16..], 1);
    }
}
