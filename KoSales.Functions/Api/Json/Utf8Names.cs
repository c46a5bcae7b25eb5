using System.Text;

namespace KoSales.Functions.Api.Json;

/// <summary>Finds UTF-8 member names among a fixed few without making strings. Immutable.</summary>
internal sealed class Utf8Names
{
    private readonly byte[][] _names;
    private readonly short[] _slots;

    public Utf8Names(IReadOnlyList<string> names)
    {
        _names = [.. names.Select(Encoding.UTF8.GetBytes)];
        var size = 4;
        while (size < _names.Length * 4)
            size *= 2;
        _slots = new short[size];
        Array.Fill(_slots, (short)-1);
        for (short i = 0; i < _names.Length; i++)
        {
            var slot = Hash(_names[i]) & (size - 1);
            while (_slots[slot] >= 0)
                slot = (slot + 1) & (size - 1);
            _slots[slot] = i;
        }
    }

    public int Count => _names.Length;

    public ReadOnlySpan<byte> this[int index] => _names[index];

    /// <summary>The position of the name in the list given, or -1.</summary>
    public int Find(ReadOnlySpan<byte> name)
    {
        var mask = _slots.Length - 1;
        for (var slot = Hash(name) & mask; _slots[slot] >= 0; slot = (slot + 1) & mask)
        {
            if (name.SequenceEqual(_names[_slots[slot]]))
                return _slots[slot];
        }
        return -1;
    }

    private static int Hash(ReadOnlySpan<byte> name) =>
        name.IsEmpty
            ? 0
            : (name.Length * 31) + (name[0] * 7) + (name[^1] * 13) + (name[name.Length / 2] * 3);
}
