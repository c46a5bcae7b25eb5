using System.ComponentModel;
using System.Text.Json.Serialization;
using KoSales.Domain.Pipelines.Workflows;
using NodaTime;

namespace KoSales.Functions.Pipelines.Board;

/// <summary>The open pipelines of a kind that the caller may see, by stage.</summary>
public sealed record BoardView(PipelineKind Kind, IReadOnlyList<BoardColumn> Stages);

public sealed record BoardColumn
{
    public required string Stage { get; init; }

    public required string Name { get; init; }

    public string? Color { get; init; }

    public required long Count { get; init; }

    [Description("Of deals: what the open ones in the stage add up to. Not told of one workflow.")]
    public MoneyBody? Amount { get; init; }

    /// <summary>Of them, those that are there longer than the stage's max_age_minutes, in business
    /// time.</summary>
    public required long Rotting { get; init; }

    /// <summary>Absent for an empty stage, as are the ages.</summary>
    public Instant? OldestEnteredAt { get; init; }

    /// <summary>Business minutes since the oldest one entered the stage.</summary>
    public int? OldestMinutes { get; init; }

    public int? MedianMinutes { get; init; }
}

[JsonSerializable(typeof(BoardView))]
internal sealed partial class BoardJson : JsonSerializerContext
{
    public static BoardJson Wire { get; } = new(Domain.Storage.DocumentJson.NewOptions());
}
