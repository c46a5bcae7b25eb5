using System.ComponentModel.DataAnnotations;

namespace KoSales.Functions.Related;

/// <summary>What a record of a body is about.</summary>
public sealed record RelatedEntity
{
    [Decides("id")]
    public required EntityKind Type { get; init; }

    [StringLength(40, MinimumLength = 1)]
    public required string Id { get; init; }

    public EntityRef ToRef() => new(Type, Id);
}
