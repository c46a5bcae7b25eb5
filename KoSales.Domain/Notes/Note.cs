using System.Text.Json.Serialization;
using NodaTime;

namespace KoSales.Domain.Notes;

/// <summary>What somebody wrote down about an entity.</summary>
/// <remarks>Whoever sees the entity sees its notes; owner and team are the entity's, kept here for
/// lists.</remarks>
public sealed record Note : Document
{
    public const int LongestBody = 20_000;

    public const int MostMentions = 20;

    /// <summary>What stands in the place of a text whose subject was erased.</summary>
    public const string ErasedBody = "(erased)";

    /// <summary>Of <see cref="ObjectIds"/>.</summary>
    public required string Id { get; init; }

    public required EntityRef EntityRef { get; init; }

    /// <summary>Markdown, as it was written but for what <see cref="NoteText"/> masked; never rendered
    /// here.</summary>
    public required string Body { get; init; }

    /// <summary>To be shown before the others.</summary>
    public bool Pinned { get; init; }

    /// <summary>Ids of the agents whom it calls upon, each once.</summary>
    public IReadOnlyList<string> Mentions
    {
        get;
        init => field = value ?? [];
    } = [];

    public required string AuthorId { get; init; }

    /// <summary>Not on the wire: the entity's.</summary>
    public string? OwnerId { get; init; }

    /// <summary>Not on the wire: the entity's.</summary>
    public string? TeamId { get; init; }

    /// <summary>Not on the wire: set while the entity is deleted, which hides the note as well.</summary>
    public Instant? EntityDeletedAt { get; init; }

    /// <summary>When the data of the person it is about were erased, its text among them.</summary>
    public Instant? ErasedAt { get; init; }

    [JsonIgnore]
    public override string Key => Id;
}

[JsonSerializable(typeof(Note))]
internal sealed partial class NoteJson : JsonSerializerContext;

/// <summary>The collection and its indexes.</summary>
public static class NoteStore
{
    public static readonly Collection<Note> Collection = new(
        "notes",
        () => new NoteJson(DocumentJson.NewOptions()).Note,
        new IndexSpec("notes_entity", "entity_ref.id", "-created_at"),
        new IndexSpec("notes_owner_created", "owner_id", "-created_at")
        {
            Where = Filter.Present("owner_id"),
        },
        new IndexSpec("notes_team_created", "team_id", "-created_at"),
        new IndexSpec("notes_author_created", "author_id", "-created_at"),
        new IndexSpec("notes_mentions", "mentions") { Multikey = true },
        new IndexSpec("notes_created", "-created_at"),
        new IndexSpec("notes_updated", "-updated_at")
    );
}
