using System.Buffers;
using Microsoft.AspNetCore.Http;

namespace KoSales.Functions.Api.Bodies;

/// <summary>A whole request body in a pooled buffer; give it back by disposing it.</summary>
internal readonly struct RentedBody : IDisposable
{
    private const int FirstRent = 4096;

    private readonly byte[]? _buffer;
    private readonly int _length;

    private RentedBody(byte[] buffer, int length) => (_buffer, _length) = (buffer, length);

    public ReadOnlySpan<byte> Span => _buffer.AsSpan(0, _length);

    public ReadOnlyMemory<byte> Memory => _buffer.AsMemory(0, _length);

    /// <summary>Good until this is disposed.</summary>
    public Stream AsStream() => new MemoryStream(_buffer ?? [], 0, _length, writable: false);

    /// <summary>Refuses a body over the limit without reading it, when its length is declared, and else as
    /// soon as the limit is passed.</summary>
    public static async ValueTask<RentedBody> ReadAsync(
        HttpRequest request,
        long limit,
        CancellationToken cancellationToken
    )
    {
        RequireWithin(limit, request.ContentLength ?? 0);
        var buffer = ArrayPool<byte>.Shared.Rent(FirstSize(request, limit));
        var length = 0;
        try
        {
            while (true)
            {
                var read = await request.Body.ReadAsync(buffer.AsMemory(length), cancellationToken);
                if (read == 0)
                    return new RentedBody(buffer, length);
                length += read;
                RequireWithin(limit, length);
                if (length == buffer.Length)
                    buffer = Grow(buffer, length);
            }
        }
        catch
        {
            ArrayPool<byte>.Shared.Return(buffer);
            throw;
        }
    }

    private static void RequireWithin(long limit, long length)
    {
        if (length > limit)
            throw BodyFaults.TooLarge(limit);
    }

    /// <summary>One byte more than is announced, to see the end without growing.</summary>
    private static int FirstSize(HttpRequest request, long limit) =>
        (int)Math.Min(limit + 1, Math.Max(FirstRent, (request.ContentLength ?? 0) + 1));

    /// <summary>Does nothing for <c>default</c>.</summary>
    public void Dispose()
    {
        if (_buffer is not null)
            ArrayPool<byte>.Shared.Return(_buffer);
    }

    private static byte[] Grow(byte[] buffer, int length)
    {
        var larger = ArrayPool<byte>.Shared.Rent(buffer.Length * 2);
        buffer.AsSpan(0, length).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(buffer);
        return larger;
    }
}
