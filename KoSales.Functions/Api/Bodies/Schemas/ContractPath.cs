using System.Globalization;
using System.Text;

namespace KoSales.Functions.Api.Bodies.Schemas;

/// <summary>Where in a body a walk is; costs nothing until a fault asks for the pointer.</summary>
internal sealed class ContractPath(string prefix)
{
    private readonly string?[] _names = new string?[BodyReader.MaxDepth + 2];
    private readonly int[] _indexes = new int[BodyReader.MaxDepth + 2];
    private int _depth;

    public void Enter() => _depth++;

    public void Leave() => _depth--;

    public void At(string name) => _names[_depth] = name;

    public void At(int index) => (_names[_depth], _indexes[_depth]) = (null, index);

    /// <summary>JSON pointer (RFC 6901) to the present value.</summary>
    public string Pointer()
    {
        var text = new StringBuilder(prefix);
        for (var i = 1; i <= _depth; i++)
        {
            text.Append('/');
            if (_names[i] is { } name)
                text.Append(Escape(name));
            else
                text.Append(CultureInfo.InvariantCulture, $"{_indexes[i]}");
        }
        return text.ToString();
    }

    private static string Escape(string name)
    {
        var known = name.Length > 100 ? name[..100] : name;
        return known
            .Replace("~", "~0", StringComparison.Ordinal)
            .Replace("/", "~1", StringComparison.Ordinal);
    }
}
