using System.ComponentModel;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using NodaTime;

namespace KoSales.Functions.Api.Bodies.Schemas;

/// <summary>What a body must look like, read once off the serializer's metadata and the data annotations of
/// a contract.</summary>
public sealed class ContractSchema
{
    private ContractSchema(ContractNode root) => Root = root;

    public ContractNode Root { get; }

    public static ContractSchema Of(JsonTypeInfo type) =>
        new(new Builder(type.Options).Node(type.Type, null, null));

    private sealed class Builder(JsonSerializerOptions options)
    {
        private readonly Dictionary<Type, ContractNode.Record> _records = [];

        public ContractNode Node(
            Type declared,
            ICustomAttributeProvider? attributes,
            JsonPropertyInfo? property
        )
        {
            var type = Nullable.GetUnderlyingType(declared) ?? declared;
            var rules = new ContractRules(attributes);
            if (property?.CustomConverter is not null && !type.IsEnum)
                return rules.Anything(type);
            if (Basic(type, rules) is { } basic)
                return basic;
            if (type.IsEnum)
                return rules.Choice(NamesOf(type));
            if (ContractRules.IsNumber(type))
                return rules.Number(type, IsText(property));
            return Structure(options.GetTypeInfo(type), rules);
        }

        /// <summary>Null for a number, a choice and whatever has parts.</summary>
        private static ContractNode? Basic(Type type, ContractRules rules)
        {
            if (type == typeof(string) || IsId(type))
                return rules.Text();
            if (type == typeof(bool))
                return new ContractNode.Flag();
            if (type == typeof(Instant))
                return rules.Text(ContractNode.TextForm.Instant);
            if (type == typeof(LocalDate))
                return rules.Text(ContractNode.TextForm.Date);
            return IsFreeJson(type) ? rules.Anything(type) : null;
        }

        private static bool IsFreeJson(Type type) =>
            type == typeof(JsonElement) || type == typeof(JsonNode) || type == typeof(JsonObject);

        private ContractNode Structure(JsonTypeInfo info, ContractRules rules) =>
            info.Kind switch
            {
                JsonTypeInfoKind.Enumerable => rules.Items(Element(info, rules)),
                JsonTypeInfoKind.Dictionary => new ContractNode.Map(Element(info, rules))
                {
                    InTheClear = rules.IsInTheClear,
                },
                JsonTypeInfoKind.Object when info.PolymorphismOptions is null => Record(info),
                _ => rules.Anything(info.Type),
            };

        private ContractNode Element(JsonTypeInfo info, ContractRules rules) =>
            Node(info.ElementType!, rules.OfElements, null);

        private ContractNode.Record Record(JsonTypeInfo info)
        {
            if (_records.TryGetValue(info.Type, out var known))
                return known;
            var record = _records[info.Type] = new ContractNode.Record(info.Type);
            record.Fill([
                .. info
                    .Properties.Where(p => p.Set is not null || p.AssociatedParameter is not null)
                    .Select(Member),
            ]);
            return record;
        }

        private ContractMember Member(JsonPropertyInfo property)
        {
            var attributes = new MemberAttributes(
                property.AttributeProvider,
                property.AssociatedParameter?.AttributeProvider
            );
            var nullable = property.AssociatedParameter?.IsNullable ?? property.IsSetNullable;
            var description = attributes
                .GetCustomAttributes(typeof(DescriptionAttribute), true)
                .OfType<DescriptionAttribute>()
                .FirstOrDefault();
            return new ContractMember(
                property.Name,
                Node(property.PropertyType, attributes, property),
                IsRequired(property, nullable),
                nullable,
                description?.Description
            )
            {
                Decides = attributes
                    .GetCustomAttributes(typeof(DecidesAttribute), true)
                    .OfType<DecidesAttribute>()
                    .FirstOrDefault()
                    ?.Members,
            };
        }

        // A positional parameter without a default has no other way to say that it is needed.
        private static bool IsRequired(JsonPropertyInfo property, bool nullable) =>
            property.IsRequired
            || property.AssociatedParameter
                is { HasDefaultValue: false, IsMemberInitializer: false }
                && !nullable;

        private IReadOnlyList<string> NamesOf(Type type) =>
            [
                .. Enum.GetValues(type)
                    .Cast<object>()
                    .Select(v => JsonSerializer.Serialize(v, options.GetTypeInfo(type)).Trim('"'))
                    .Distinct(),
            ];

        private static bool IsText(JsonPropertyInfo? property) =>
            property?.NumberHandling?.HasFlag(JsonNumberHandling.WriteAsString) is true;

        private static bool IsId(Type type) =>
            type.IsValueType
            && Array.Exists(
                type.GetInterfaces(),
                i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(IEntityId<>)
            );
    }

    /// <summary>A positional member carries its attributes on the parameter, an ordinary one on the
    /// property.</summary>
    private sealed class MemberAttributes(
        ICustomAttributeProvider? property,
        ICustomAttributeProvider? parameter
    ) : ICustomAttributeProvider
    {
        public object[] GetCustomAttributes(bool inherit) =>
            [
                .. property?.GetCustomAttributes(inherit) ?? [],
                .. parameter?.GetCustomAttributes(inherit) ?? [],
            ];

        public object[] GetCustomAttributes(Type attributeType, bool inherit) =>
            [
                .. property?.GetCustomAttributes(attributeType, inherit) ?? [],
                .. parameter?.GetCustomAttributes(attributeType, inherit) ?? [],
            ];

        public bool IsDefined(Type attributeType, bool inherit) =>
            GetCustomAttributes(attributeType, inherit).Length > 0;
    }
}
