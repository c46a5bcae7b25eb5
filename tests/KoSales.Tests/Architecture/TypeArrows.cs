using System.Collections.Immutable;
using System.Reflection.Emit;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;

namespace KoSales.Tests.Architecture;

/// <summary>One type of an assembly that refers to another one of it, in whatever way a built assembly
/// keeps: base types, members, attributes, bodies.</summary>
internal readonly record struct TypeArrow(string From, string To);

/// <summary>Reads the arrows off a built assembly. Constants and nameof leave no trace in it.</summary>
internal sealed class TypeArrows
{
    private static readonly OpCode[] Codes =
    [
        .. typeof(OpCodes).GetFields().Select(f => f.GetValue(null)).OfType<OpCode>(),
    ];

    private static readonly Dictionary<int, OpCode> ByValue = Codes.ToDictionary(c =>
        (int)(ushort)c.Value
    );

    private readonly MetadataReader _reader;
    private readonly PEReader _file;
    private readonly NamesOfTypes _names = new();
    private readonly HashSet<TypeArrow> _arrows = [];

    private TypeArrows(PEReader file)
    {
        _file = file;
        _reader = file.GetMetadataReader();
    }

    public static IReadOnlyCollection<TypeArrow> Of(System.Reflection.Assembly assembly)
    {
        using var file = new PEReader(File.OpenRead(assembly.Location));
        var arrows = new TypeArrows(file);
        foreach (var handle in arrows._reader.TypeDefinitions)
            arrows.Read(handle);
        return arrows._arrows;
    }

    private void Read(TypeDefinitionHandle handle)
    {
        var type = _reader.GetTypeDefinition(handle);
        var from = NamesOfTypes.Outer(_reader, handle);
        Add(from, type.BaseType);
        foreach (var each in type.GetInterfaceImplementations())
            Add(from, _reader.GetInterfaceImplementation(each).Interface);
        foreach (var each in type.GetFields())
            Add(from, _reader.GetFieldDefinition(each).DecodeSignature(_names, null));
        foreach (var each in type.GetProperties())
            Add(from, _reader.GetPropertyDefinition(each).DecodeSignature(_names, null));
        foreach (var each in type.GetMethods())
            ReadMethod(from, _reader.GetMethodDefinition(each));
    }

    private void ReadMethod(string from, MethodDefinition method)
    {
        Add(from, method.DecodeSignature(_names, null));
        foreach (var each in method.GetCustomAttributes())
            Add(from, _reader.GetCustomAttribute(each).Constructor);
        if (method.RelativeVirtualAddress == 0)
            return;
        var body = _file.GetMethodBody(method.RelativeVirtualAddress);
        if (!body.LocalSignature.IsNil)
            Add(
                from,
                _reader
                    .GetStandaloneSignature(body.LocalSignature)
                    .DecodeLocalSignature(_names, null)
            );
        foreach (var token in Tokens(body.GetILReader()))
            Add(from, token);
    }

    /// <summary>Of the types, methods and fields that a body names.</summary>
    private static IEnumerable<EntityHandle> Tokens(BlobReader body)
    {
        List<EntityHandle> found = [];
        while (body.RemainingBytes > 0)
        {
            int value = body.ReadByte();
            if (value == 0xFE)
                value = (value << 8) | body.ReadByte();
            switch (ByValue[value].OperandType)
            {
                case OperandType.InlineField
                or OperandType.InlineMethod
                or OperandType.InlineTok
                or OperandType.InlineType:
                    found.Add(MetadataTokens.EntityHandle(body.ReadInt32()));
                    break;
                case OperandType.InlineSwitch:
                    var targets = body.ReadInt32();
                    body.Offset += 4 * targets;
                    break;
                case var operand:
                    body.Offset += SizeOf(operand);
                    break;
            }
        }

        return found;
    }

    private static int SizeOf(OperandType operand) =>
        operand switch
        {
            OperandType.InlineNone => 0,
            OperandType.ShortInlineBrTarget
            or OperandType.ShortInlineI
            or OperandType.ShortInlineVar => 1,
            OperandType.InlineVar => 2,
            OperandType.InlineI8 or OperandType.InlineR => 8,
            _ => 4,
        };

    private void Add(string from, EntityHandle handle)
    {
        if (handle.IsNil)
            return;
        switch (handle.Kind)
        {
            case HandleKind.TypeDefinition:
                Add(from, [NamesOfTypes.Outer(_reader, (TypeDefinitionHandle)handle)]);
                break;
            case HandleKind.TypeSpecification:
                Add(
                    from,
                    _reader
                        .GetTypeSpecification((TypeSpecificationHandle)handle)
                        .DecodeSignature(_names, null)
                );
                break;
            case HandleKind.MethodDefinition:
                var method = _reader.GetMethodDefinition((MethodDefinitionHandle)handle);
                Add(from, method.GetDeclaringType());
                break;
            case HandleKind.FieldDefinition:
                Add(
                    from,
                    _reader.GetFieldDefinition((FieldDefinitionHandle)handle).GetDeclaringType()
                );
                break;
            case HandleKind.MemberReference:
                Add(from, _reader.GetMemberReference((MemberReferenceHandle)handle).Parent);
                break;
            case HandleKind.MethodSpecification:
                var made = _reader.GetMethodSpecification((MethodSpecificationHandle)handle);
                Add(from, made.Method);
                foreach (var names in made.DecodeSignature(_names, null))
                    Add(from, names);
                break;
        }
    }

    private void Add(string from, MethodSignature<ImmutableArray<string>> signature)
    {
        Add(from, signature.ReturnType);
        Add(from, signature.ParameterTypes);
    }

    private void Add(string from, IEnumerable<ImmutableArray<string>> several)
    {
        foreach (var names in several)
            Add(from, names);
    }

    private void Add(string from, ImmutableArray<string> names)
    {
        foreach (var to in names.Where(n => n != from))
            _arrows.Add(new TypeArrow(from, to));
    }
}
