using System.ComponentModel;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using KoSales.Domain.Kernel;
using NodaTime;

namespace KoSales.Functions.Api.Bodies;

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
            if (IsFree(type) || (property?.CustomConverter is not null && !type.IsEnum))
                return new ContractNode.Anything();
            return Leaf(type, rules, property) ?? Structure(options.GetTypeInfo(type), rules);
        }

        private static bool IsFree(Type type) =>
            type == typeof(JsonElement) || type == typeof(JsonNode) || type == typeof(JsonObject);

        /// <summary>Null for what has parts.</summary>
        private ContractNode? Leaf(Type type, ContractRules rules, JsonPropertyInfo? property)
        {
            if (FormOf(type) is { } form)
                return rules.Text(form);
            if (type == typeof(bool))
                return new ContractNode.Flag();
            if (type.IsEnum)
                return rules.Choice(NamesOf(type));
            return ContractRules.IsNumber(type) ? rules.Number(type, IsText(property)) : null;
        }

        private ContractNode Structure(JsonTypeInfo info, ContractRules rules) =>
            info.Kind switch
            {
                JsonTypeInfoKind.Enumerable => rules.Items(Node(info.ElementType!, null, null)),
                JsonTypeInfoKind.Dictionary => new ContractNode.Map(
                    Node(info.ElementType!, null, null)
                ),
                JsonTypeInfoKind.Object when info.PolymorphismOptions is null => Record(info),
                _ => new ContractNode.Anything(),
            };

        private static ContractNode.TextForm? FormOf(Type type)
        {
            if (type == typeof(Instant))
                return ContractNode.TextForm.Instant;
            if (type == typeof(LocalDate))
                return ContractNode.TextForm.Date;
            return type == typeof(string) || IsId(type) ? ContractNode.TextForm.Plain : null;
        }

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
            );
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
