using System.Globalization;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Microsoft.OpenApi;

namespace KoSales.Functions.OpenApi;

/// <summary>Contracts as JSON schemas, each record a named component.</summary>
internal sealed class OpenApiSchemas(OpenApiDocument document)
{
    // Views that are copied raw are in no serializer context; for describing them reflection will do.
    private static readonly JsonSerializerOptions Reflected = new(DocumentJson.NewOptions())
    {
        TypeInfoResolver = new DefaultJsonTypeInfoResolver(),
    };

    private readonly Dictionary<Type, string> _names = [];

    /// <param name="answer">Of an answer nothing is called required: nulls are left out.</param>
    public IOpenApiSchema Of(Type contract, bool answer) =>
        Of(ContractSchema.Of(Reflected.GetTypeInfo(contract)).Root, answer);

    private IOpenApiSchema Of(ContractNode node, bool answer) =>
        node switch
        {
            ContractNode.Text text => Text(text),
            ContractNode.Number number => Number(number),
            ContractNode.Flag => new OpenApiSchema { Type = JsonSchemaType.Boolean },
            ContractNode.Items items => Items(items, answer),
            ContractNode.Map map => new OpenApiSchema
            {
                Type = JsonSchemaType.Object,
                AdditionalProperties = Of(map.Value, answer),
            },
            ContractNode.Record record => Record(record, answer),
            _ => new OpenApiSchema { Description = "Any JSON." },
        };

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

    private OpenApiSchema Items(ContractNode.Items node, bool answer) =>
        new()
        {
            Type = JsonSchemaType.Array,
            Items = Of(node.Element, answer),
            MinItems = node.Minimum > 0 ? node.Minimum : null,
            MaxItems = answer ? null : node.Maximum,
        };

    private OpenApiSchemaReference Record(ContractNode.Record node, bool answer)
    {
        if (!_names.TryGetValue(node.Type, out var name))
        {
            name = _names[node.Type] = NameOf(node.Type);
            var schema = new OpenApiSchema { Type = JsonSchemaType.Object };
            document.Components!.Schemas![name] = schema;
            Fill(schema, node, answer);
        }
        return new OpenApiSchemaReference(name, document);
    }

    private void Fill(OpenApiSchema schema, ContractNode.Record node, bool answer)
    {
        schema.AdditionalPropertiesAllowed = answer;
        schema.Properties = node.Members.ToDictionary(m => m.Name, m => Member(m, answer));
        if (!answer)
            schema.Required = node.Members.Where(m => m.Required).Select(m => m.Name).ToHashSet();
        if (
            node
                .Type.GetProperty("Example", BindingFlags.Public | BindingFlags.Static)
                ?.GetValue(null)
            is string example
        )
            schema.Examples = [JsonNode.Parse(example)!];
    }

    private IOpenApiSchema Member(ContractMember member, bool answer)
    {
        var schema = Of(member.Node, answer);
        if (schema is not OpenApiSchema own)
            return schema;
        own.Description = member.Description ?? own.Description;
        if (member.Nullable && !answer && own.Type is { } type)
            own.Type = type | JsonSchemaType.Null;
        return own;
    }

    private string NameOf(Type type)
    {
        var name = type.Name.Split('`')[0];
        return _names.ContainsValue(name) ? $"{type.Namespace!.Split('.')[^1]}{name}" : name;
    }
}
