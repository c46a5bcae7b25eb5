using System.Buffers;
using System.Text;
using Microsoft.DurableTask;

namespace KoSales.LocalHost.DurableTask.History;

/// <summary>Appends fields to a buffer; text lengths are stored plus one, so that 0 means null.</summary>
internal readonly struct FieldWriter(ArrayBufferWriter<byte> buffer)
{
    internal byte[] ToArray() => buffer.WrittenSpan.ToArray();

    internal FieldWriter Kind(byte kind)
    {
        buffer.GetSpan(1)[0] = kind;
        buffer.Advance(1);
        return this;
    }

    internal FieldWriter Number(int value) => Unsigned((uint)value);

    internal FieldWriter Time(DateTime utc) => Unsigned((ulong)utc.Ticks);

    internal FieldWriter Text(string? value)
    {
        if (value is null)
            return Unsigned(0);
        var length = Encoding.UTF8.GetByteCount(value);
        Unsigned((ulong)length + 1);
        buffer.Advance(Encoding.UTF8.GetBytes(value, buffer.GetSpan(length)));
        return this;
    }

    internal FieldWriter Failure(StoredFailure failure)
    {
        Kind(failure.IsFinal ? (byte)1 : (byte)0);
        return Details(failure.Details);
    }

    private FieldWriter Details(TaskFailureDetails details)
    {
        Text(details.ErrorType).Text(details.ErrorMessage).Text(details.StackTrace);
        Kind(details.InnerFailure is null ? (byte)0 : (byte)1);
        return details.InnerFailure is { } inner ? Details(inner) : this;
    }

    private FieldWriter Unsigned(ulong value)
    {
        var span = buffer.GetSpan(10);
        var length = 0;
        for (; value >= 0x80; value >>= 7)
            span[length++] = (byte)(value | 0x80);
        span[length++] = (byte)value;
        buffer.Advance(length);
        return this;
    }
}

internal ref struct FieldReader(ReadOnlySpan<byte> data)
{
    private readonly ReadOnlySpan<byte> _data = data;
    private int _at;

    internal readonly bool AtEnd => _at == _data.Length;

    internal byte Kind() => _data[_at++];

    internal int Number() => (int)Unsigned();

    internal DateTime Time() => new((long)Unsigned(), DateTimeKind.Utc);

    internal string? Text()
    {
        var length = (int)Unsigned() - 1;
        if (length < 0)
            return null;
        var text = Encoding.UTF8.GetString(_data.Slice(_at, length));
        _at += length;
        return text;
    }

    internal string Required() =>
        Text() ?? throw new InvalidDataException("History lacks a name that must be there.");

    internal StoredFailure Failure()
    {
        var isFinal = Kind() == 1;
        return new StoredFailure(Details(), isFinal);
    }

    private TaskFailureDetails Details()
    {
        var (type, message, stack) = (Required(), Required(), Text());
        var inner = Kind() == 1 ? Details() : null;
        return new TaskFailureDetails(type, message, stack, inner, null);
    }

    private ulong Unsigned()
    {
        ulong value = 0;
        for (var shift = 0; ; shift += 7)
        {
            var part = _data[_at++];
            value |= (ulong)(part & 0x7F) << shift;
            if (part < 0x80)
                return value;
        }
    }
}
