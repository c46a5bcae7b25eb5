using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace KoSales.Functions.Api.Batching;

/// <summary>The body of every batch call.</summary>
public sealed record BatchBody
{
    public const int MostOperations = 200;

    [MinLength(1), MaxLength(MostOperations)]
    public required IReadOnlyList<BatchOperation> Operations { get; init; }
}

/// <summary>One operation of a batch.</summary>
public sealed record BatchOperation
{
    [Description("What to do: create, update, delete or the name of an action.")]
    [StringLength(50, MinimumLength = 1)]
    public required string Op { get; init; }

    [Description("The resource; absent for create.")]
    [StringLength(100, MinimumLength = 1)]
    public string? Id { get; init; }

    [Description("The ETag that the change is meant for; required for update.")]
    [StringLength(200, MinimumLength = 1)]
    public string? IfMatch { get; init; }

    [Description("What the single call would take as its body.")]
    public JsonElement? Body { get; init; }
}

/// <summary>How one operation ended, in the order of the operations.</summary>
/// <param name="Status">What the single call would have answered.</param>
/// <param name="Problem">Set when it was refused.</param>
public sealed record BatchResult(int Index, int Status, string? Id, JsonElement? Problem);

public sealed record BatchAnswer(IReadOnlyList<BatchResult> Results);

/// <summary>An operation that was done.</summary>
/// <param name="Status">201 for created, 200 for changed, 204 for deleted.</param>
public readonly record struct BatchDone(int Status, string Id);

[JsonSerializable(typeof(BatchBody))]
[JsonSerializable(typeof(BatchAnswer))]
internal sealed partial class BatchJson : JsonSerializerContext;
