using System.Text.Json;
using System.Text.Json.Serialization;

namespace KoSales.Domain.Pipelines.Workflows;

[JsonConverter(typeof(JsonStringEnumConverter<StageType>))]
public enum StageType
{
    [JsonStringEnumMemberName("open")]
    Open,

    /// <summary>Terminal: the entity is converted, active or won.</summary>
    [JsonStringEnumMemberName("won")]
    Won,

    /// <summary>Terminal: the entity is lost, junk or closed.</summary>
    [JsonStringEnumMemberName("lost")]
    Lost,
}

/// <summary>One stage of a pipeline workflow.</summary>
/// <remarks>Generated JSON readers set members that are absent to null, over the initial value; the
/// accessors of lists put the empty list back.</remarks>
public sealed record StageDefinition
{
    /// <summary>Lower-case word, unique in the workflow; what entities show as their stage.</summary>
    public required string Key { get; init; }

    public required string Name { get; init; }

    /// <summary>Place on the board; the initial stage is the first.</summary>
    public int Order { get; init; }

    public StageType Type { get; init; }

    /// <summary>Percent, for forecasts of deals; null outside deals.</summary>
    public int? Probability { get; init; }

    /// <summary><c>#rrggbb</c>, for the board.</summary>
    public string? Color { get; init; }

    /// <summary>Keys of the stages that may follow.</summary>
    public IReadOnlyList<string> AllowedNext
    {
        get;
        init => field = value ?? [];
    } = [];

    /// <summary>Dotted paths of the entity that must have a value before the stage is entered.</summary>
    public IReadOnlyList<string> RequiredFields
    {
        get;
        init => field = value ?? [];
    } = [];

    /// <summary>Document types of which the contact must have a verified one before the stage is
    /// entered.</summary>
    public IReadOnlyList<string> RequiredDocuments
    {
        get;
        init => field = value ?? [];
    } = [];

    /// <summary>A filter in its JSON form that the entity must match before the stage is entered; null for
    /// none.</summary>
    public JsonElement? EntryGuard { get; init; }

    /// <summary>The task workflow run at each visit, or null.</summary>
    public string? TaskWorkflowId { get; init; }

    /// <summary>The policy whose clock runs over the stage itself, or null.</summary>
    public string? SlaPolicyId { get; init; }

    /// <summary>Business minutes after which a visit counts as rotting on the board; null for never.</summary>
    public int? MaxAgeMinutes { get; init; }

    [JsonIgnore]
    public bool IsTerminal => Type != StageType.Open;
}

/// <summary>The stages of one version of a workflow, in board order; immutable once published.</summary>
public sealed class PipelineDefinition
{
    private readonly Dictionary<string, StageDefinition> _byKey;

    public PipelineDefinition(
        string workflowId,
        int workflowVersion,
        PipelineKind kind,
        IReadOnlyList<StageDefinition> stages
    )
    {
        (WorkflowId, WorkflowVersion, Kind) = (workflowId, workflowVersion, kind);
        Stages = [.. stages.OrderBy(s => s.Order)];
        _byKey = Stages.ToDictionary(s => s.Key);
    }

    public string WorkflowId { get; }

    public int WorkflowVersion { get; }

    public PipelineKind Kind { get; }

    public IReadOnlyList<StageDefinition> Stages { get; }

    public StageDefinition Initial => Stages[0];

    /// <summary>Null when this version has no such stage.</summary>
    public StageDefinition? Find(string key) => _byKey.GetValueOrDefault(key);

    /// <summary>By key or name, as people write them: without regard to case, blanks and dashes. Null for
    /// none, and for a name that several stages have.</summary>
    public StageDefinition? FindWritten(string word)
    {
        var wanted = Letters(word);
        if (wanted.Length == 0)
            return null;
        if (Stages.FirstOrDefault(s => Letters(s.Key) == wanted) is { } byKey)
            return byKey;
        StageDefinition[] named = [.. Stages.Where(s => Letters(s.Name) == wanted)];
        return named.Length == 1 ? named[0] : null;
    }

    private static string Letters(string text) =>
        new([
            .. Texts
                .Tidy(text)
                .Where(c => !char.IsWhiteSpace(c) && !char.IsPunctuation(c))
                .Select(char.ToLowerInvariant),
        ]);
}

[JsonConverter(typeof(JsonStringEnumConverter<PipelineKind>))]
public enum PipelineKind
{
    [JsonStringEnumMemberName("lead")]
    Lead,

    [JsonStringEnumMemberName("contact")]
    Contact,

    [JsonStringEnumMemberName("deal")]
    Deal,
}

public static class PipelineKinds
{
    public static EntityKind Entity(this PipelineKind kind) =>
        kind switch
        {
            PipelineKind.Lead => EntityKind.Lead,
            PipelineKind.Contact => EntityKind.Contact,
            PipelineKind.Deal => EntityKind.Deal,
        };
}
