using System.ComponentModel;
using System.Globalization;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Microsoft.OpenApi;

namespace KoSales.Functions.OpenApi;

/// <summary>Contracts as JSON schemas, each record a named component.</summary>
internal sealed class OpenApiSchemas
{
    /// <summary>The app's own rules of JSON. Views that are copied raw are in no serializer context; for
    /// describing them reflection will do.</summary>
    public static readonly JsonSerializerOptions Reflected = new(DocumentJson.NewOptions())
    {
        TypeInfoResolver = new DefaultJsonTypeInfoResolver(),
    };

    private readonly Dictionary<Type, string> _names = [];
    private readonly OpenApiDocument _document;
    private readonly OpenApiShapes _shapes;

    public OpenApiSchemas(OpenApiDocument document) =>
        (_document, _shapes) = (document, new OpenApiShapes(this));

    /// <param name="answer">Of an answer only the id is called required: nulls are left out, and
    /// <c>fields</c> may leave out the rest.</param>
    public IOpenApiSchema Of(Type contract, bool answer) => Of(RootOf(contract), answer, raw: null);

    /// <summary>The names of a contract's members, in their order.</summary>
    public static IEnumerable<string> MembersOf(Type contract) =>
        RootOf(contract) is ContractNode.Record record ? record.Members.Select(m => m.Name) : [];

    /// <summary>A component of that name, made when it is first asked for. It may refer to itself.</summary>
    public IOpenApiSchema Named(string name, Action<OpenApiSchema> fill)
    {
        if (!_document.Components!.Schemas!.ContainsKey(name))
        {
            var schema = new OpenApiSchema();
            _document.Components.Schemas[name] = schema;
            fill(schema);
        }
        return new OpenApiSchemaReference(name, _document);
    }

    private static ContractNode RootOf(Type contract) =>
        ContractSchema.Of(Reflected.GetTypeInfo(contract)).Root;

    /// <param name="raw">What raw JSON is at this place; null where only its type tells.</param>
    private IOpenApiSchema Of(ContractNode node, bool answer, IOpenApiSchema? raw) =>
        node switch
        {
            ContractNode.Text text => Text(text),
            ContractNode.Number number => Number(number),
            ContractNode.Flag => new OpenApiSchema { Type = JsonSchemaType.Boolean },
            ContractNode.Items items => Items(items, answer, raw),
            ContractNode.Map map => new OpenApiSchema
            {
                Type = JsonSchemaType.Object,
                AdditionalProperties = Of(map.Value, answer, raw),
            },
            ContractNode.Record record => Record(record, answer),
            ContractNode.Anything any => raw ?? _shapes.OfType(any.Type) ?? Anything(),
            _ => Anything(),
        };

    private static OpenApiSchema Anything() => new() { Description = "Any JSON." };

    private static OpenApiSchema Text(ContractNode.Text node) =>
        new()
        {
            Type = JsonSchemaType.String,
            MinLength = node.MinLength > 0 ? node.MinLength : null,
            MaxLength =
                node.Allowed is null && node.Form == ContractNode.TextForm.Plain
                    ? node.MaxLength
                    : null,
            Pattern = node.Pattern?.ToString(),
            Enum = node.Allowed?.Select(a => (JsonNode)a).ToList(),
            Format = node.Form switch
            {
                ContractNode.TextForm.Instant => "date-time",
                ContractNode.TextForm.Date => "date",
                ContractNode.TextForm.Decimal => "decimal",
                _ => null,
            },
        };

    private static OpenApiSchema Number(ContractNode.Number node) =>
        new()
        {
            Type = node.Whole ? JsonSchemaType.Integer : JsonSchemaType.Number,
            Minimum =
                node.Minimum <= long.MinValue
                    ? null
                    : node.Minimum.ToString(CultureInfo.InvariantCulture),
            Maximum =
                node.Maximum >= long.MaxValue
                    ? null
                    : node.Maximum.ToString(CultureInfo.InvariantCulture),
        };

    private OpenApiSchema Items(ContractNode.Items node, bool answer, IOpenApiSchema? raw) =>
        new()
        {
            Type = JsonSchemaType.Array,
            Items = Of(node.Element, answer, raw),
            MinItems = node.Minimum > 0 ? node.Minimum : null,
            MaxItems = answer ? null : node.Maximum,
        };

    private OpenApiSchemaReference Record(ContractNode.Record node, bool answer)
    {
        if (!_names.TryGetValue(node.Type, out var name))
        {
            name = _names[node.Type] = NameOf(node.Type);
            var schema = new OpenApiSchema { Type = JsonSchemaType.Object };
            _document.Components!.Schemas![name] = schema;
            Fill(schema, node, answer);
        }
        return new OpenApiSchemaReference(name, _document);
    }

    private void Fill(OpenApiSchema schema, ContractNode.Record node, bool answer)
    {
        schema.Description = node.Type.GetCustomAttribute<DescriptionAttribute>()?.Description;
        schema.AdditionalPropertiesAllowed = answer;
        schema.Properties = node.Members.ToDictionary(
            m => m.Name,
            m => Member(m, answer, _shapes.OfMember(node.Type, m.Name, answer))
        );
        schema.Required = node
            .Members.Where(m => answer ? m is { Name: "id", Nullable: false } : m.Required)
            .Select(m => m.Name)
            .ToHashSet();
    }

    private IOpenApiSchema Member(ContractMember member, bool answer, IOpenApiSchema? raw)
    {
        var schema = Of(member.Node, answer, raw);
        var described = member.Nullable && !answer ? OrNull(schema) : schema;
        if (member.Description is { } description)
            described.Description = description;
        return described;
    }

    private static IOpenApiSchema OrNull(IOpenApiSchema schema)
    {
        if (schema is OpenApiSchema { Type: { } type, Enum: null } own)
        {
            own.Type = type | JsonSchemaType.Null;
            return own;
        }
        return new OpenApiSchema
        {
            AnyOf = [schema, new OpenApiSchema { Type = JsonSchemaType.Null }],
        };
    }

    private string NameOf(Type type)
    {
        var name = type.Name.Split('`')[0];
        return _document.Components!.Schemas!.ContainsKey(name)
            ? $"{type.Namespace!.Split('.')[^1]}{name}"
            : name;
    }
}
