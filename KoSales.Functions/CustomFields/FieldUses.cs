using System.Text.Json.Serialization;

namespace KoSales.Functions.CustomFields;

/// <summary>Knows rules of some feature that name fields. Registered as singletons.</summary>
public interface IFieldUses
{
    /// <summary>Where rules about the entity name the field. For people who are about to remove it; not for
    /// busy paths.</summary>
    /// <param name="path">Dotted: <c>custom.country</c>.</param>
    ValueTask<IReadOnlyList<FieldUse>> OfAsync(
        EntityKind entity,
        string path,
        CancellationToken cancellationToken
    );
}

/// <summary>A place that names a field.</summary>
/// <param name="Type">Such as <c>cohort</c>.</param>
/// <param name="Pointer">JSON pointer inside the resource.</param>
public sealed record FieldUse(string Type, string Id, string Name, string Pointer);

/// <summary>What removing a custom field would break.</summary>
public sealed record FieldRemoval(IReadOnlyList<FieldUse> WouldBreak);

[JsonSerializable(typeof(FieldRemoval))]
internal sealed partial class FieldRemovalJson : JsonSerializerContext
{
    public static readonly FieldRemovalJson Wire = new(DocumentJson.NewOptions());
}
