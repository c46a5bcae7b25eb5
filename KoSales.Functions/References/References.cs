namespace KoSales.Functions.References;

/// <summary>What definitions, rules and settings may name.</summary>
public enum Referred
{
    SlaPolicy,
    Agent,
    TaskWorkflow,
    CustomField,
}

/// <summary>A place that names something.</summary>
/// <param name="Type">Such as <c>task_workflow</c>.</param>
/// <param name="Pointer">JSON pointer inside the resource, or the name of the setting.</param>
public sealed record Reference(string Type, string Id, string Pointer);

/// <summary>Knows what the definitions, rules or settings of some feature name. Registered as singletons;
/// asked when
/// something is about to be taken away, not on busy paths.</summary>
public interface IReferences
{
    /// <summary>Published definitions, rules in force, settings. Drafts, and what is retired, archived or
    /// deleted, name
    /// nothing.</summary>
    ValueTask<IReadOnlyList<Reference>> ToAsync(
        Referred kind,
        string id,
        CancellationToken cancellationToken
    );
}

/// <summary>Asks all features. What is named is not taken away: what names it would silently do
/// without.</summary>
public sealed class ReferenceCatalogue(IEnumerable<IReferences> all)
{
    private const int Shown = 20;

    private readonly IReferences[] _all = [.. all];

    public async ValueTask<IReadOnlyList<Reference>> ToAsync(
        Referred kind,
        string id,
        CancellationToken cancellationToken
    )
    {
        List<Reference> found = [];
        foreach (var references in _all)
            found.AddRange(await references.ToAsync(kind, id, cancellationToken));
        return found;
    }

    /// <summary>The refusal to take it away, such as <c>sla_policy.in_use</c>, with <c>used_by</c>; null
    /// when nothing
    /// names it.</summary>
    public async ValueTask<Fault?> ObjectionAsync(
        Referred kind,
        string id,
        CancellationToken cancellationToken
    )
    {
        var found = await ToAsync(kind, id, cancellationToken);
        if (found.Count == 0)
            return null;
        var first = found[0];
        var users = found.Select(f => f.Id).Distinct().Take(Shown).ToArray();
        return Fault.Conflict(
            kind switch
            {
                Referred.SlaPolicy => "sla_policy.in_use",
                Referred.Agent => "agent.in_use",
                Referred.TaskWorkflow => "workflow.in_use",
                Referred.CustomField => "custom_field.in_use",
            },
            $"It is used by {first.Id} at {first.Pointer}; change what uses it first.",
            ("used_by", users)
        );
    }
}
