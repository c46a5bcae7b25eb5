using System.Text.Json;
using KoSales.Domain.Cohorts;
using KoSales.Domain.Rules;
using KoSales.Functions.Cohorts.Actions;
using KoSales.Functions.Rules;

namespace KoSales.Functions.Cohorts.Evaluation;

/// <summary>Says who would be in a cohort, without saving anything.</summary>
public sealed class CohortPreview(
    IDocumentStore store,
    RuleEngine rules,
    CohortChecks checks,
    CohortEntities entities,
    CohortCache cache
)
{
    private const int UsualSample = 10;

    /// <summary>Has no rows.</summary>
    private static readonly CohortId Nobody = CohortId.Of("COH-0");

    public async Task<Verdict<CohortPreviewView>> RunAsync(
        PreviewCohort body,
        Command command,
        CancellationToken cancellationToken
    )
    {
        var stored = await StoredAsync(body, cancellationToken);
        if (body.CohortId is not null && stored is null)
            return Fault.Invalid("/cohort_id", "cohort.unknown", "There is no such cohort.");
        var draft = await checks.CheckAsync(
            DraftOf(body, stored, command),
            stored,
            command.Actor,
            cancellationToken
        );
        if (draft.IsRefused)
            return draft.Refusal;
        var rule = await checks.CompileStoredAsync(draft.Value, cancellationToken);
        var live = new LiveCohort(draft.Value, rule?.Value);
        var matches = stored is null ? Exactly(live, command) : null;
        var most = body.Sample ?? UsualSample;
        return matches is null
            ? await ScanAsync(live, most, command, cancellationToken)
            : await CountAsync(body.Entity, matches, most, command.Actor, cancellationToken);
    }

    private async ValueTask<Cohort?> StoredAsync(
        PreviewCohort body,
        CancellationToken cancellationToken
    ) => body.CohortId is { } id ? (await cache.CurrentAsync(cancellationToken)).Find(id) : null;

    /// <summary>By which the store can say who belongs to it, no more and no fewer; null when it
    /// cannot.</summary>
    private static Filter? Exactly(LiveCohort live, Command command) =>
        live is { Rule: { } rule, Pinned.Count: 0 }
        && RulePushdown.Of(rule, command.Now) is { IsExact: true } exact
            ? exact.Filter
            : null;

    private static Cohort DraftOf(PreviewCohort body, Cohort? stored, Command command)
    {
        var rule = body.Rule is { ValueKind: JsonValueKind.Null or JsonValueKind.Undefined }
            ? null
            : body.Rule;
        var draft = new Cohort
        {
            Id = stored?.Id ?? Nobody,
            Name = "preview",
            Entity = body.Entity,
            TeamId = stored?.TeamId ?? Cohort.TeamOf(command.Actor),
            Mode = rule is null ? CohortMode.Static : CohortMode.Hybrid,
            Rule = rule,
        };
        return draft
            .WithPinned(PinKind.Include, body.IncludeIds ?? [], command)
            .WithPinned(PinKind.Exclude, body.ExcludeIds ?? [], command);
    }

    /// <summary>Where the store can answer by itself.</summary>
    private async Task<CohortPreviewView> CountAsync(
        EntityKind kind,
        Filter matches,
        int most,
        Actor actor,
        CancellationToken cancellationToken
    )
    {
        var (entity, list) = (rules.Of(kind), entities.Of(kind).List);
        var count = await store.CountAsync(
            entity.Collection,
            Filter.AllOf(entity.Alive, matches),
            cancellationToken
        );
        var visible = Filter.AllOf(matches, list.Base, list.Scope(actor));
        var sample = await FirstAsync(list.Collection, visible, most, cancellationToken);
        return new CohortPreviewView(count, Shown(list, sample), count, 0);
    }

    private async ValueTask<IReadOnlyList<RawDocument>> FirstAsync(
        Collection collection,
        Filter wanted,
        int most,
        CancellationToken cancellationToken
    ) =>
        most == 0
            ? []
            : await store.QueryAsync(
                new Query(collection, wanted) { Limit = most },
                cancellationToken
            );

    private async Task<CohortPreviewView> ScanAsync(
        LiveCohort live,
        int most,
        Command command,
        CancellationToken cancellationToken
    )
    {
        var tally = default(PreviewTally);
        List<RawDocument> sample = [];
        var scan = new CohortScan(store, rules, live);
        await foreach (
            var stretch in scan.StretchesAsync(null, () => command.Now, cancellationToken)
        )
        {
            tally = tally.Plus(stretch.Members);
            var missing = most - sample.Count;
            if (missing > 0)
                sample.AddRange(
                    await VisibleAsync(live, stretch, missing, command.Actor, cancellationToken)
                );
        }

        var list = entities.Of(live.Cohort.Entity).List;
        return new CohortPreviewView(tally.Count, Shown(list, sample), tally.Joins, tally.Leaves);
    }

    private async Task<IReadOnlyList<RawDocument>> VisibleAsync(
        LiveCohort live,
        CohortStretch stretch,
        int most,
        Actor actor,
        CancellationToken cancellationToken
    )
    {
        var list = entities.Of(live.Cohort.Entity).List;
        string[] ids = [.. stretch.Members.Where(m => m.Standing.IsMember).Select(m => m.EntityId)];
        if (ids.Length == 0)
            return [];
        return await store.QueryAsync(
            new Query(
                list.Collection,
                Filter.AllOf(Filter.In("id", ids), list.Base, list.Scope(actor))
            )
            {
                Limit = most,
            },
            cancellationToken
        );
    }

    private static IReadOnlyList<JsonElement> Shown(
        ListSpec list,
        IReadOnlyList<RawDocument> documents
    ) => [.. documents.Select(d => JsonElement.Parse(list.View.Of(d.Json.Span)))];

    private readonly record struct PreviewTally(long Count, long Joins, long Leaves)
    {
        public PreviewTally Plus(IReadOnlyList<ScannedEntity> seen) =>
            new(
                Count + seen.Count(m => m.Standing.IsMember),
                Joins + seen.Count(m => m.Standing.IsMember && m.Stored is null),
                Leaves + seen.Count(m => !m.Standing.IsMember && m.Stored is not null)
            );
    }
}
