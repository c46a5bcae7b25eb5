using System.Text.Json.Serialization;

namespace KoSales.Domain.Contacts;

/// <summary><c>C-1</c> for the first.</summary>
[JsonConverter(typeof(EntityIdConverter<ContactId>))]
public readonly record struct ContactId(string Value) : IEntityId<ContactId>
{
    public static IdFormat Format { get; } = new("contacts", "C-");

    public static ContactId Of(string value) => new(value);

    public override string ToString() => Value;
}
