using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace KoSales.Functions.Api.Bodies.Schemas;

/// <summary>One pass over a body: what is not strict JSON is refused at once (400), what is against the
/// contract is gathered (422).</summary>
internal ref struct ContractWalk
{
    private readonly ContractPath _path;
    private Utf8JsonReader _reader;
    private List<Fault>? _faults;

    private ContractWalk(ReadOnlySpan<byte> json, string prefix)
    {
        _path = new ContractPath(prefix);
        _reader = new Utf8JsonReader(
            json,
            new JsonReaderOptions { MaxDepth = BodyReader.MaxDepth }
        );
    }

    /// <summary>The members at fault, none for a good body. Throws <see cref="RefusalException"/> for what
    /// is not strict JSON.</summary>
    /// <param name="prefix">Pointer of the body within a larger document.</param>
    public static IReadOnlyList<Fault> Check(
        ReadOnlySpan<byte> json,
        ContractNode root,
        string prefix = ""
    )
    {
        RequireText(json);
        var walk = new ContractWalk(json, prefix);
        try
        {
            walk._reader.Read();
            walk.Value(root, nullable: false);
            walk._reader.Read();
            return walk._faults ?? (IReadOnlyList<Fault>)[];
        }
        catch (JsonException fault)
        {
            throw BodyFaults.Malformed(
                walk._reader.CurrentDepth >= BodyReader.MaxDepth - 1
                    ? $"The body is nested deeper than {BodyReader.MaxDepth} levels."
                    : $"The body is not valid JSON (line {fault.LineNumber + 1}, byte {fault.BytePositionInLine + 1})."
            );
        }
    }

    private static void RequireText(ReadOnlySpan<byte> json)
    {
        if (json.Trim(" \t\r\n"u8).IsEmpty)
            throw BodyFaults.Empty();
        if (json.StartsWith("\uFEFF"u8))
            throw BodyFaults.Malformed("The body starts with a byte order mark; send plain UTF-8.");
        if (!Utf8.IsValid(json))
            throw BodyFaults.Malformed("The body is not valid UTF-8.");
    }

    private void Value(ContractNode node, bool nullable)
    {
        if (_reader.TokenType == JsonTokenType.Null)
        {
            if (!nullable && node is not ContractNode.Anything)
                Fault("null_not_allowed", "This member cannot be null.");
            return;
        }
        switch (node)
        {
            case ContractNode.Text text:
                Text(text);
                break;
            case ContractNode.Number number:
                Number(number);
                break;
            case ContractNode.Flag:
                Flag();
                break;
            case ContractNode.Items items:
                Items(items);
                break;
            case ContractNode.Map map:
                Map(map.Value, map.InTheClear);
                break;
            case ContractNode.Record record:
                Record(record);
                break;
            case ContractNode.Anything anything:
                Free(anything);
                break;
        }
    }

    private void Text(ContractNode.Text node)
    {
        if (_reader.TokenType != JsonTokenType.String)
        {
            Wrong(ContractTexts.Describe(node));
            return;
        }
        CheckEscapes();
        if (!_reader.ValueIsEscaped && ContractTexts.IsClearlyFine(node, _reader.ValueSpan))
            return;
        if (ContractTexts.FaultOf(node, _reader.GetString()!) is { } found)
            Fault(found.Code, found.Detail);
    }

    private void Number(ContractNode.Number node)
    {
        if (_reader.TokenType != JsonTokenType.Number)
        {
            Wrong(node.Whole ? "a whole number" : "a number");
            return;
        }
        CheckFinite();
        if (node.Whole && _reader.ValueSpan.IndexOfAny(".eE"u8) >= 0)
            Fault("wrong_type", "This member is a whole number.");
        else if (
            !_reader.TryGetDecimal(out var value)
            || value < node.Minimum
            || value > node.Maximum
        )
            Fault("out_of_range", ContractTexts.RangeOf(node.Minimum, node.Maximum));
    }

    private void Flag()
    {
        if (_reader.TokenType is not (JsonTokenType.True or JsonTokenType.False))
            Wrong("true or false");
    }

    private void Items(ContractNode.Items node)
    {
        if (_reader.TokenType != JsonTokenType.StartArray)
        {
            Wrong("an array");
            return;
        }
        var count = Elements(
            node.Element,
            Math.Max(node.Maximum, ContractNode.Items.DefaultMaximum)
        );
        if (count > node.Maximum)
            Fault("too_many_items", $"This array takes at most {node.Maximum} items.");
        if (count < node.Minimum)
            Fault("too_few_items", $"This array needs at least {node.Minimum} items.");
    }

    private int Elements(ContractNode element, int most)
    {
        var count = 0;
        _path.Enter();
        while (_reader.Read() && _reader.TokenType != JsonTokenType.EndArray)
        {
            _path.At(count);
            if (++count > most)
                throw BodyFaults.Malformed($"An array in the body has more than {most} items.");
            Value(element, nullable: false);
        }
        _path.Leave();
        return count;
    }

    private void Record(ContractNode.Record node)
    {
        if (_reader.TokenType != JsonTokenType.StartObject)
        {
            Wrong("an object");
            return;
        }
        UInt128 seen = 0;
        _path.Enter();
        while (_reader.Read() && _reader.TokenType != JsonTokenType.EndObject)
        {
            var found = Find(node);
            if (found < 0)
            {
                Unknown();
                continue;
            }
            Member(node.Members[found], UInt128.One << found, ref seen);
        }
        Missing(node, seen);
        _path.Leave();
    }

    private void Member(ContractMember member, UInt128 bit, ref UInt128 seen)
    {
        _path.At(member.Name);
        if ((seen & bit) != 0)
            throw Duplicate(member.Name);
        seen |= bit;
        _reader.Read();
        Value(member.Node, member.Nullable);
    }

    private void Missing(ContractNode.Record node, UInt128 seen)
    {
        for (var i = 0; i < node.Members.Count; i++)
        {
            if (!node.Members[i].Required || (seen & (UInt128.One << i)) != 0)
                continue;
            _path.At(node.Members[i].Name);
            Fault("required", "This member is required.");
        }
    }

    private int Find(ContractNode.Record node)
    {
        if (!_reader.ValueIsEscaped)
            return node.Find(_reader.ValueSpan);
        CheckEscapes();
        return node.Find(Encoding.UTF8.GetBytes(_reader.GetString()!));
    }

    private void Unknown()
    {
        CheckEscapes();
        _path.At(_reader.GetString()!);
        Fault("unknown_member", "There is no such member here.");
        _reader.Read();
        Free(ContractNodes.Anything);
    }

    private void Map(ContractNode value, bool inTheClear)
    {
        if (_reader.TokenType != JsonTokenType.StartObject)
        {
            Wrong("an object");
            return;
        }
        var names = new HashSet<string>(StringComparer.Ordinal);
        _path.Enter();
        while (_reader.Read() && _reader.TokenType != JsonTokenType.EndObject)
        {
            NewName(names, inTheClear);
            _reader.Read();
            Value(value, nullable: true);
        }
        _path.Leave();
    }

    private void NewName(HashSet<string> names, bool inTheClear)
    {
        CheckEscapes();
        var name = _reader.GetString()!;
        _path.At(name);
        if (!names.Add(name))
            throw Duplicate(name);
        if (inTheClear)
            KeptName(name);
        if (names.Count > ContractNode.Items.DefaultMaximum)
            throw BodyFaults.Malformed(
                $"An object in the body has more than {ContractNode.Items.DefaultMaximum} members."
            );
    }

    /// <summary>The pointer of a fault repeats names, so this one is told of the object.</summary>
    private void KeptName(string name)
    {
        if (ContractTexts.ClearFault(name) is not { } found)
            return;
        _path.Leave();
        Fault(found.Code, found.Detail);
        _path.Enter();
        _path.At("*");
    }

    private void Free(ContractNode.Anything node)
    {
        switch (_reader.TokenType)
        {
            case JsonTokenType.StartObject:
                Map(node, node.InTheClear);
                break;
            case JsonTokenType.StartArray:
                Elements(node, ContractNode.Items.DefaultMaximum);
                break;
            case JsonTokenType.String:
                CheckEscapes();
                if (node.InTheClear && ContractTexts.ClearFault(_reader.GetString()!) is { } found)
                    Fault(found.Code, found.Detail);
                break;
            case JsonTokenType.Number:
                CheckFinite();
                break;
        }
    }

    // Half a surrogate pair can only come as an escape, since the bytes are valid UTF-8.
    private void CheckEscapes()
    {
        if (!_reader.ValueIsEscaped)
            return;
        try
        {
            if (_reader.GetString()!.Contains('\0', StringComparison.Ordinal))
                throw BodyFaults.Malformed("A text in the body holds the character U+0000.");
        }
        catch (InvalidOperationException)
        {
            throw BodyFaults.Malformed("A text in the body holds half of a surrogate pair.");
        }
    }

    private void CheckFinite()
    {
        if (!_reader.TryGetDouble(out var value) || !double.IsFinite(value))
            throw BodyFaults.Malformed("A number in the body is too large.");
    }

    private void Wrong(string wanted)
    {
        Fault("wrong_type", $"This member is {wanted}.");
        Free(ContractNodes.Anything);
    }

    private void Fault(string code, string detail)
    {
        _faults ??= [];
        if (_faults.Count < BodyFaults.Most)
            _faults.Add(Domain.Kernel.Fault.Invalid(_path.Pointer(), code, detail));
    }

    private static RefusalException Duplicate(string name) =>
        BodyFaults.Malformed(
            $"The member {(name.Length > 100 ? name[..100] : name)} is given twice in one object."
        );
}
