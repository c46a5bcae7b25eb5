using System.Text;
using System.Text.Json;

namespace KoSales.Functions.Storage.Sqlite.Members;

/// <summary>Paths by their segments, to find what a document has at all of them in one pass.</summary>
internal sealed class MemberTree
{
    private readonly Node _root = new([]);

    /// <param name="paths">Dotted.</param>
    public MemberTree(IReadOnlyList<string> paths)
    {
        for (var at = 0; at < paths.Count; at++)
            _root.Add(paths[at].Split('.'), at);
    }

    /// <param name="json">UTF-8, one object.</param>
    /// <param name="values">By the position of their path; left as they are where the document has
    /// nothing.</param>
    public void Read(byte[] json, Span<MemberValue> values)
    {
        var reader = new Utf8JsonReader(json);
        reader.Read();
        _root.Read(ref reader, json, values);
    }

    private sealed class Node(byte[] name)
    {
        private readonly List<Node> _children = [];
        private int? _position;

        public void Add(ReadOnlySpan<string> segments, int position)
        {
            if (segments.IsEmpty)
                _position = position;
            else
                Child(segments[0]).Add(segments[1..], position);
        }

        /// <summary>From the start of a value to its end.</summary>
        public void Read(ref Utf8JsonReader reader, byte[] json, Span<MemberValue> values)
        {
            if (_position is { } position)
            {
                var ahead = reader;
                values[position] = MemberValue.Read(ref ahead, json);
            }

            if (_children.Count > 0 && reader.TokenType == JsonTokenType.StartObject)
                ReadMembers(ref reader, json, values);
            else
                reader.Skip();
        }

        private void ReadMembers(ref Utf8JsonReader reader, byte[] json, Span<MemberValue> values)
        {
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var child = Named(ref reader);
                reader.Read();
                if (child is null)
                    reader.Skip();
                else
                    child.Read(ref reader, json, values);
            }
        }

        private Node? Named(ref Utf8JsonReader reader)
        {
            foreach (var child in _children)
            {
                if (reader.ValueTextEquals(child.Name))
                    return child;
            }

            return null;
        }

        private byte[] Name { get; } = name;

        private Node Child(string segment)
        {
            var utf8 = Encoding.UTF8.GetBytes(segment);
            var child = _children.Find(c => c.Name.AsSpan().SequenceEqual(utf8));
            if (child is null)
                _children.Add(child = new Node(utf8));
            return child;
        }
    }
}
