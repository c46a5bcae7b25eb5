using System.Buffers.Binary;
using System.Net.Sockets;
using System.Numerics;
using MongoDB.Bson.Serialization;

namespace KoSales.MongoDouble.Tests;

/// <summary>What the driver does not send by itself.</summary>
public sealed class WireTests
{
    private const int HeaderLength = 16;

    [Fact]
    public async Task A_message_with_a_checksum_is_checked()
    {
        await using var server = MongoDoubleServer.Start();

        var good = await SendAsync(server, WithChecksum(Message(1, Ping), spoilt: false));
        var bad = await SendAsync(server, WithChecksum(Message(1, Ping), spoilt: true));

        Assert.Equal(
            1.0,
            BsonSerializer.Deserialize<BsonDocument>(good!.AsSpan(HeaderLength + 5).ToArray())["ok"]
        );
        Assert.Null(bad);
    }

    [Fact]
    public async Task A_flag_that_is_required_and_not_known_ends_the_connection()
    {
        await using var server = MongoDoubleServer.Start();

        Assert.Null(await SendAsync(server, Message(4, Ping)));
    }

    [Fact]
    public async Task A_legacy_query_is_answered_in_kind()
    {
        await using var server = MongoDoubleServer.Start();
        byte[] query =
        [
            .. new byte[4],
            .. "admin.$cmd\0"u8,
            .. new byte[8],
            .. new BsonDocument("isMaster", 1).ToBson(),
        ];

        var answer = await SendAsync(server, WithHeader(2004, query));

        Assert.Equal(1, BinaryPrimitives.ReadInt32LittleEndian(answer.AsSpan(12)));
        Assert.True(
            BsonSerializer
                .Deserialize<BsonDocument>(answer.AsSpan(HeaderLength + 20).ToArray())["ismaster"]
                .AsBoolean
        );
    }

    private static BsonDocument Ping => new() { { "ping", 1 }, { "$db", "admin" } };

    private static byte[] Message(int flags, BsonDocument body)
    {
        var prefix = new byte[5];
        BinaryPrimitives.WriteInt32LittleEndian(prefix, flags);
        return WithHeader(2013, [.. prefix, .. body.ToBson()]);
    }

    private static byte[] WithHeader(int opCode, byte[] body)
    {
        var message = new byte[HeaderLength + body.Length];
        BinaryPrimitives.WriteInt32LittleEndian(message, message.Length);
        BinaryPrimitives.WriteInt32LittleEndian(message.AsSpan(12), opCode);
        body.CopyTo(message, HeaderLength);
        return message;
    }

    private static byte[] WithChecksum(byte[] message, bool spoilt)
    {
        BinaryPrimitives.WriteInt32LittleEndian(message, message.Length + 4);
        var crc = message.Aggregate(uint.MaxValue, BitOperations.Crc32C);
        var checksum = new byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(checksum, spoilt ? crc : ~crc);
        return [.. message, .. checksum];
    }

    /// <summary>Null when the server closes the connection.</summary>
    private static async Task<byte[]?> SendAsync(MongoDoubleServer server, byte[] message)
    {
        using var client = new TcpClient("127.0.0.1", server.Port);
        var stream = client.GetStream();
        await stream.WriteAsync(message);
        var length = new byte[4];
        if (await stream.ReadAtLeastAsync(length, 4, throwOnEndOfStream: false) < 4)
            return null;
        var answer = new byte[BinaryPrimitives.ReadInt32LittleEndian(length)];
        length.CopyTo(answer, 0);
        await stream.ReadExactlyAsync(answer.AsMemory(4));
        return answer;
    }
}
