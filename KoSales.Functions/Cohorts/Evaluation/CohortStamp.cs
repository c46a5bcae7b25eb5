using System.Text.Json.Serialization;

namespace KoSales.Functions.Cohorts.Evaluation;

/// <summary>One document that differs after every change of a cohort, so that instances see with one read
/// whether what they know is current.</summary>
public sealed record CohortStamp : Document
{
    public const string TheId = "cohorts";

    public static readonly Collection<CohortStamp> Collection = new(
        "cohort_stamps",
        () => new CohortStampJson(DocumentJson.NewOptions()).CohortStamp
    );

    public required string Id { get; init; }

    public required string Value { get; init; }

    [JsonIgnore]
    public override string Key => Id;

    public static CohortStamp Of(Command command) =>
        new()
        {
            Id = TheId,
            Value = OrderedId.Next(command.Now),
            CreatedAt = command.Now,
            UpdatedAt = command.Now,
        };
}

[JsonSerializable(typeof(CohortStamp))]
internal sealed partial class CohortStampJson : JsonSerializerContext;
