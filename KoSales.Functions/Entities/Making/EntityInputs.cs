using System.Collections.Frozen;
using System.Text.Json;
using KoSales.Domain.Fields;
using KoSales.Functions.Entities.Personal;

namespace KoSales.Functions.Entities.Making;

/// <summary>The body of a new entity.</summary>
public interface INewEntity
{
    IReadOnlyDictionary<string, JsonElement>? Custom { get; }

    /// <summary>Null for the one that the rules or the default say, and where there is no
    /// pipeline.</summary>
    string? WorkflowId => null;
}

/// <summary>From the wire to what the shared use cases take.</summary>
internal static class EntityInputs
{
    public static EntityInput Of<T>(FieldTable<T> table, INewEntity body) =>
        Of(table, body, body.Custom) with
        {
            WorkflowId = body.WorkflowId,
        };

    /// <param name="body">Of an entity that is made along with another one.</param>
    public static EntityInput Of<T>(
        FieldTable<T> table,
        object body,
        IReadOnlyDictionary<string, JsonElement>? custom
    ) =>
        Personal(body) with
        {
            Fields = BodyFields.Of(table, body),
            Custom = custom ?? FrozenDictionary<string, JsonElement>.Empty,
        };

    /// <summary>What a patch says of an entity; its custom fields are those that the entity then
    /// has.</summary>
    public static EntityInput Of<T, TEdit>(FieldTable<T> table, PatchRequest<TEdit> patch, T entity)
        where T : ICustomized
        where TEdit : class =>
        Personal(patch.Edit) with
        {
            Fields = BodyFields.Of(table, patch.Edit, patch.Patch.Body),
            Custom = BodyFields.CustomOf(entity.Custom, patch.Patch.Body),
            Named = patch.Patch.Body.EnumerateObject().Select(m => m.Name).ToHashSet(),
        };

    /// <summary>The same where somebody else keeps the entity: the members that are named, and no custom
    /// fields.</summary>
    public static EntityInput OfMembers<T>(FieldTable<T> table, object edit, JsonElement named) =>
        Personal(edit) with
        {
            Fields = BodyFields.Of(table, edit, named),
            Named = named.EnumerateObject().Select(m => m.Name).ToHashSet(),
        };

    private static EntityInput Personal(object body) =>
        body is IPersonMembers person
            ? new()
            {
                Name = person.FullName,
                Phone = person.Phone,
                Email = person.Email,
                Gstin = person.Gstin,
                Pan = person.Pan,
                DoNotContact = person.DoNotContact,
                Consent = [.. (person.Consents ?? []).Select(c => c.ToWord())],
            }
            : new();
}
