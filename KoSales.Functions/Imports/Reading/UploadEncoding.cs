using System.Text;
using System.Text.Unicode;

namespace KoSales.Functions.Imports.Reading;

/// <summary>In which encoding a file came, and its content as UTF-8.</summary>
/// <param name="Name">As in a charset parameter.</param>
internal sealed record UploadEncoding(string Name, Stream Content)
{
    private const int Sample = 64 * 1024;

    private static readonly Encoding Windows1252 = CodePagesEncodingProvider.Instance.GetEncoding(
        1252
    )!;

    /// <summary>
    /// What the sender says; else what a byte order mark says; else UTF-16 where every other byte of the
    /// beginning is
    /// zero; else UTF-8, or Windows-1252 where the beginning is no UTF-8.
    /// </summary>
    /// <param name="charset">Null when the sender does not say.</param>
    public static async Task<UploadEncoding> OfAsync(
        Stream content,
        string? charset,
        CancellationToken cancellationToken
    )
    {
        var sample = new byte[Sample];
        var length = await content.ReadAtLeastAsync(
            sample,
            Sample,
            throwOnEndOfStream: false,
            cancellationToken
        );
        var start = sample.AsMemory(0, length);
        return Of(charset ?? Guess(start.Span), new StartedStream(start, content));
    }

    private static UploadEncoding Of(string charset, Stream whole) =>
        charset switch
        {
            "utf-8" => new UploadEncoding("utf-8", whole),
            "utf-16" or "utf-16le" => Transcoded("utf-16le", whole, Encoding.Unicode),
            "utf-16be" => Transcoded("utf-16be", whole, Encoding.BigEndianUnicode),
            "windows-1252" or "iso-8859-1" => Transcoded("windows-1252", whole, Windows1252),
            _ => throw new RefusalException(
                new Fault(
                    FaultKind.UnsupportedMedia,
                    "media_type.unsupported",
                    "The charset of a file is utf-8, utf-16le, utf-16be or windows-1252; left out, it is told by the file."
                )
            ),
        };

    private static UploadEncoding Transcoded(string name, Stream content, Encoding from) =>
        new(
            name,
            Encoding.CreateTranscodingStream(
                content,
                from,
                new UTF8Encoding(encoderShouldEmitUTF8Identifier: false)
            )
        );

    private static string Guess(ReadOnlySpan<byte> start)
    {
        if (start.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xFE]))
            return "utf-16le";
        if (start.StartsWith((ReadOnlySpan<byte>)[0xFE, 0xFF]))
            return "utf-16be";
        if (start.Length >= 4 && start[1] == 0 && start[3] == 0)
            return "utf-16le";
        if (start.Length >= 4 && start[0] == 0 && start[2] == 0)
            return "utf-16be";
        return Utf8.IsValid(WithoutCutCharacter(start)) ? "utf-8" : "windows-1252";
    }

    /// <summary>The sample may end within a character of up to four bytes.</summary>
    private static ReadOnlySpan<byte> WithoutCutCharacter(ReadOnlySpan<byte> sample)
    {
        if (sample.Length < Sample)
            return sample;
        var end = sample.Length;
        while (end > sample.Length - 4 && (sample[end - 1] & 0xC0) == 0x80)
            end--;
        return sample[end - 1] >= 0xC0 ? sample[..(end - 1)] : sample;
    }

    /// <summary>What was read already, then the rest.</summary>
    private sealed class StartedStream(ReadOnlyMemory<byte> start, Stream rest) : Stream
    {
        private int _given;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override async ValueTask<int> ReadAsync(
            Memory<byte> buffer,
            CancellationToken cancellationToken = default
        )
        {
            if (_given == start.Length)
                return await rest.ReadAsync(buffer, cancellationToken);
            var count = Math.Min(buffer.Length, start.Length - _given);
            start.Slice(_given, count).CopyTo(buffer);
            _given += count;
            return count;
        }

        public override Task<int> ReadAsync(
            byte[] buffer,
            int offset,
            int count,
            CancellationToken cancellationToken
        ) => ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

        public override int Read(byte[] buffer, int offset, int count) =>
            throw new NotSupportedException("read it asynchronously");

        public override void Flush() { }

        public override long Seek(long offset, SeekOrigin origin) =>
            throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) =>
            throw new NotSupportedException();
    }
}
