using System.Text;

namespace KoSales.Functions.Imports.Reading;

/// <summary>Refuses an upload that is not UTF-8, piece by piece. Holds the first piece, in which the header
/// is.</summary>
internal sealed class UploadCheck(long limit)
{
    private readonly Decoder _decoder = new UTF8Encoding(
        false,
        throwOnInvalidBytes: true
    ).GetDecoder();
    private readonly char[] _chars = new char[8 * 1024];
    private long _length;

    public ReadOnlyMemory<byte> Start { get; private set; }

    /// <summary>True when <see cref="Start"/> is the whole upload.</summary>
    public bool IsAll => _length == Start.Length;

    public void Take(ReadOnlyMemory<byte> piece)
    {
        if (_length == 0)
            Start = piece.ToArray();
        _length += piece.Length;
        if (_length > limit)
            throw BodyFaults.TooLarge(limit);
        Decode(piece.Span, flush: false);
    }

    public void Complete() => Decode([], flush: true);

    private void Decode(ReadOnlySpan<byte> bytes, bool flush)
    {
        try
        {
            bool completed;
            do
            {
                _decoder.Convert(bytes, _chars, flush, out var used, out _, out completed);
                bytes = bytes[used..];
            } while (!completed);
        }
        catch (DecoderFallbackException)
        {
            throw new RefusalException(
                new Fault(
                    FaultKind.Invalid,
                    "import.not_utf8",
                    "The file begins as UTF-8 and is none later on; save it as “CSV UTF-8”, or name its charset in the content type."
                )
            );
        }
    }
}
