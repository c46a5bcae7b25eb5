using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using System.Text.Json.Serialization;
using KoSales.Domain.Fields;
using KoSales.Domain.Notes;
using KoSales.Functions.Related;
using NodaTime;

namespace KoSales.Functions.Notes;

public sealed record CreateNote
{
    public required RelatedEntity EntityRef { get; init; }

    [Description(
        "Markdown, kept as text. Phone numbers, e-mail addresses and tax numbers in it are masked."
    )]
    [StringLength(Note.LongestBody, MinimumLength = 1)]
    public required string Body { get; init; }

    public bool? Pinned { get; init; }

    [Description("Agents to be notified; each must see what the note is about.")]
    [MaxLength(Note.MostMentions)]
    public IReadOnlyList<AgentId>? Mentions { get; init; }
}

/// <summary>A merge patch: what is left out stays; null unpins, and mentions nobody.</summary>
public sealed record EditNote
{
    [StringLength(Note.LongestBody, MinimumLength = 1)]
    public string? Body { get; init; }

    public bool? Pinned { get; init; }

    [Description("Who was not mentioned before is notified.")]
    [MaxLength(Note.MostMentions)]
    public IReadOnlyList<AgentId>? Mentions { get; init; }
}

/// <summary>A note on the wire.</summary>
public sealed record NoteView
{
    public required string Id { get; init; }

    public required int Version { get; init; }

    public required EntityRef EntityRef { get; init; }

    [Description("Markdown as it was written, to be escaped or rendered by whoever shows it.")]
    public required string Body { get; init; }

    public required bool Pinned { get; init; }

    public required IReadOnlyList<string> Mentions { get; init; }

    public required string AuthorId { get; init; }

    [Description("When the personal data that it was about were erased, its text among them.")]
    public Instant? ErasedAt { get; init; }

    public required Instant CreatedAt { get; init; }

    public required Instant UpdatedAt { get; init; }

    public required string CreatedBy { get; init; }

    public required string UpdatedBy { get; init; }

    public Instant? DeletedAt { get; init; }

    /// <summary>Only in the answer to a write: what was odd but accepted.</summary>
    public IReadOnlyList<FieldWarning>? Warnings { get; init; }
}

/// <summary>What the events of notes say: ids only.</summary>
public sealed record NoteFacts
{
    public required string NoteId { get; init; }

    public required string AuthorId { get; init; }

    /// <summary>Who is called upon and was not before.</summary>
    public IReadOnlyList<string> Mentioned
    {
        get;
        init => field = value ?? [];
    } = [];

    public static NoteFacts Read(JsonElement data) =>
        data.Deserialize(NoteFactsJson.Wire.NoteFacts)!;
}

[JsonSerializable(typeof(NoteFacts))]
internal sealed partial class NoteFactsJson : JsonSerializerContext
{
    public static readonly NoteFactsJson Wire = new(DocumentJson.NewOptions());
}

[JsonSerializable(typeof(CreateNote))]
[JsonSerializable(typeof(EditNote))]
[JsonSerializable(typeof(NoteView))]
internal sealed partial class NoteContractsJson : JsonSerializerContext;
