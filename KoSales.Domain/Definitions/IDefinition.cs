namespace KoSales.Domain.Definitions;

/// <summary>What is drafted, published version after version, and retired: a workflow. What runs on a version
/// ends on it.</summary>
public interface IDefinition<TSelf>
    where TSelf : Document, IDefinition<TSelf>
{
    DefinitionStatus Status { get; }

    /// <summary>Puts the draft into force as the next version. Refused with every fault of the definition,
    /// and when there is nothing to publish.</summary>
    Verdict<TSelf> Publish();

    Verdict<TSelf> Retire();

    /// <summary>Only what never ran is deleted; what runs needs its definition.</summary>
    Verdict<TSelf> Delete(Command command);

    /// <summary>The same with the stamps of the next write.</summary>
    TSelf Next(Command command);

    /// <summary>Adds the version in force, as what runs on it refers to it.</summary>
    void AddVersion(WriteBatch batch);
}

/// <summary>The refusals that all definitions have in common.</summary>
public static class DefinitionFaults
{
    public static readonly Fault RetiredEdit = Fault.Conflict(
        "workflow.retired",
        "A retired workflow is not edited; make a new one."
    );

    public static readonly Fault NotPublished = Fault.Conflict(
        "workflow.not_published",
        "Only a published workflow is retired; a draft is deleted."
    );

    public static readonly Fault WasPublished = Fault.Conflict(
        "workflow.was_published",
        "A workflow that was published is retired, not deleted."
    );

    private static readonly Fault RetiredPublication = Fault.Conflict(
        "workflow.retired",
        "A retired workflow is not published again; make a new one."
    );

    private static readonly Fault NothingToPublish = Fault.Conflict(
        "workflow.nothing_to_publish",
        "There is no draft; edit the workflow first."
    );

    /// <summary>Null when there is something to publish.</summary>
    public static Fault? WhyNotPublish(DefinitionStatus status, bool hasDraft) =>
        status switch
        {
            DefinitionStatus.Retired => RetiredPublication,
            DefinitionStatus.Published when !hasDraft => NothingToPublish,
            DefinitionStatus.Draft or DefinitionStatus.Published => null,
        };
}
