using System.Collections.Frozen;
using System.Text.Json;
using KoSales.Domain.Pii;
using NodaTime;

namespace KoSales.Domain.Fields;

/// <summary>An entity as somebody wrote it, before it is checked: the body of a request or a row of a
/// file. Null is not given.</summary>
public sealed record EntityInput
{
    /// <summary>The fields of the entity's table by path; null clears one.</summary>
    public IReadOnlyDictionary<string, object?> Fields { get; init; } =
        FrozenDictionary<string, object?>.Empty;

    public IReadOnlyDictionary<string, JsonElement> Custom { get; init; } =
        FrozenDictionary<string, JsonElement>.Empty;

    /// <summary>Of a person; goes into the vault, as do the next four.</summary>
    public string? Name { get; init; }

    public string? Phone { get; init; }

    public string? Email { get; init; }

    public string? Gstin { get; init; }

    public string? Pan { get; init; }

    public bool? DoNotContact { get; init; }

    public IReadOnlyList<ConsentWord> Consent { get; init; } = [];

    /// <summary>Of a patch: the members that it names, of which null clears; null for a new
    /// entity.</summary>
    public IReadOnlySet<string>? Named { get; init; }

    /// <summary>The workflow that it is to start on; null for the one that the rules or the default
    /// say.</summary>
    public string? WorkflowId { get; init; }

    /// <summary>Of files only: an agent's id, e-mail address or name.</summary>
    public string? OwnerId { get; init; }

    /// <summary>Of files only.</summary>
    public string? TeamId { get; init; }

    /// <summary>Of files only: when the other system made it.</summary>
    public Instant? CreatedAt { get; init; }

    /// <summary>Of files only: the stage it has reached, by key or name.</summary>
    public string? Stage { get; init; }

    /// <summary>Of files only: when it was won or lost.</summary>
    public Instant? ClosedAt { get; init; }

    /// <summary>Of files only: why it was lost.</summary>
    public string? LostReason { get; init; }

    /// <summary>With one more field given, or another value for it.</summary>
    public EntityInput With(string path, object? value) =>
        this with
        {
            Fields = new Dictionary<string, object?>(Fields) { [path] = value },
        };

    /// <summary>Holds personal data in the clear.</summary>
    public override string ToString() => nameof(EntityInput);
}
