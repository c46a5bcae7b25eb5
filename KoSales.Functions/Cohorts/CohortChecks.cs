using KoSales.Domain.Cohorts;
using KoSales.Domain.Rules;
using KoSales.Functions.Cohorts.Actions;
using KoSales.Functions.Rules;

namespace KoSales.Functions.Cohorts;

/// <summary>Checks cohorts as people write them: shape, rule, and whether what is pinned is there.</summary>
public sealed class CohortChecks(
    IDocumentStore store,
    RuleEngine rules,
    CohortCache cache,
    CohortEntities entities
)
{
    private static readonly CohortPin[] NoPins = [];

    private static readonly Fault NoTeam = new(
        FaultKind.Forbidden,
        "cohort.no_team",
        "A manager's cohort holds records of their team; ask an administrator to put you into one."
    );

    /// <summary>The cohort with what follows from its rule, or every fault at once.</summary>
    /// <param name="before">The stored one when it is edited: pins that it has are taken as they are.</param>
    public async ValueTask<Verdict<Cohort>> CheckAsync(
        Cohort draft,
        Cohort? before,
        Actor actor,
        CancellationToken cancellationToken
    )
    {
        if (!actor.Is(Role.Admin) && actor.TeamId is null)
            return NoTeam;
        List<Fault> faults = [.. draft.Faults()];
        var rule = await CompileAsync(draft, before?.Key, cancellationToken);
        if (rule is { IsRefused: true })
            faults.AddRange(rule.Value.Faults);
        faults.AddRange(
            await StrangersAsync(draft, before?.Pins ?? NoPins, actor, cancellationToken)
        );
        return faults.Count > 0
            ? Verdict<Cohort>.Refuse(faults)
            : WithReferences(draft, rule?.Value);
    }

    private static Cohort WithReferences(Cohort draft, CompiledRule? rule) =>
        draft with
        {
            DependsOn = InOrder(rule?.Depends),
            DependsOnCohorts = InOrder(rule?.Cohorts),
        };

    private static string[] InOrder(IEnumerable<string>? names) =>
        [.. (names ?? []).Order(StringComparer.Ordinal)];

    /// <summary>The rule of a stored cohort; null for a cohort without one.</summary>
    public async ValueTask<Verdict<CompiledRule>?> CompileStoredAsync(
        Cohort cohort,
        CancellationToken cancellationToken
    )
    {
        if (cohort.Rule is not { } rule || cohort.Mode == CohortMode.Static)
            return null;
        var links = (await cache.CurrentAsync(cancellationToken)).Links(cohort.Entity, cohort.Key);
        return await rules.CompileAcceptedAsync(
            cohort.Entity,
            rule,
            cohort.Reach,
            links,
            cancellationToken
        );
    }

    /// <summary>Null for a cohort without a rule.</summary>
    private async ValueTask<Verdict<CompiledRule>?> CompileAsync(
        Cohort draft,
        string? self,
        CancellationToken cancellationToken
    )
    {
        if (draft.Rule is not { } rule || draft.Mode == CohortMode.Static)
            return null;
        var links = (await cache.CurrentAsync(cancellationToken)).Links(draft.Entity, self);
        return await rules.CompileAsync(draft.Entity, rule, links, cancellationToken);
    }

    /// <summary>Those of the ids that the actor may see.</summary>
    public async ValueTask<IReadOnlySet<string>> VisibleAsync(
        EntityKind kind,
        IReadOnlyCollection<string> ids,
        Actor actor,
        CancellationToken cancellationToken
    )
    {
        var list = entities.Of(kind).List;
        var visible = Filter.AllOf(Filter.In("id", ids), list.Base, list.Scope(actor));
        return (
            await store.QueryAsync(
                new Query(list.Collection, visible) { Limit = Math.Max(1, ids.Count) },
                cancellationToken
            )
        )
            .Select(d => d.Id)
            .ToHashSet(StringComparer.Ordinal);
    }

    private async ValueTask<IEnumerable<Fault>> StrangersAsync(
        Cohort draft,
        IReadOnlyList<CohortPin> known,
        Actor actor,
        CancellationToken cancellationToken
    )
    {
        var kept = known.Select(p => p.EntityId).ToHashSet(StringComparer.Ordinal);
        string[] fresh =
        [
            .. draft
                .Pins.Select(p => p.EntityId)
                .Where(id => !kept.Contains(id))
                .Distinct(StringComparer.Ordinal),
        ];
        if (fresh.Length == 0)
            return [];
        var visible = await VisibleAsync(draft.Entity, fresh, actor, cancellationToken);
        kept.UnionWith(visible);
        return Unknown("/include_ids", draft.IncludeIds, kept)
            .Concat(Unknown("/exclude_ids", draft.ExcludeIds, kept));
    }

    /// <summary>One fault for each of the ids that is not among the known.</summary>
    public static IEnumerable<Fault> Unknown(
        string pointer,
        IReadOnlyList<string> ids,
        IReadOnlySet<string> known
    ) =>
        from named in ids.Index()
        where !known.Contains(named.Item)
        select Fault.Invalid(
            $"{pointer}/{named.Index}",
            "cohort.unknown_entity",
            "There is no such record that you can see."
        );
}
