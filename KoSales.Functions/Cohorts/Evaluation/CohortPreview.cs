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
        var stored = body.CohortId is { } id
            ? (await cache.CurrentAsync(cancellationToken)).Find(id)
            : null;
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
        var rule = await checks.CompileAsync(draft.Value, stored?.Key, cancellationToken);
        var live = new LiveCohort(draft.Value, rule?.Value);
        var most = body.Sample ?? UsualSample;
        return
            stored is null
            && live is { Rule: { } own, Pinned.Count: 0 }
            && RulePushdown.Of(own, command.Now) is { IsExact: true } exact
            ? await CountAsync(
                draft.Value.Entity,
                exact.Filter,
                most,
                command.Actor,
                cancellationToken
            )
            : await ScanAsync(live, most, command, cancellationToken);
    }

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
        var sample =
            most == 0
                ? []
                : await store.QueryAsync(
                    new Query(list.Collection, Filter.AllOf(matches, list.Base, list.Scope(actor)))
                    {
                        Limit = most,
                    },
                    cancellationToken
                );
        return new CohortPreviewView(count, Shown(list, sample), count, 0);
    }

    private async Task<CohortPreviewView> ScanAsync(
        LiveCohort live,
        int most,
        Command command,
        CancellationToken cancellationToken
    )
    {
        var (count, joins, leaves) = (0L, 0L, 0L);
        List<RawDocument> sample = [];
        await foreach (
            var stretch in new CohortScan(store, rules, live).StretchesAsync(
                null,
                () => command.Now,
                cancellationToken
            )
        )
        {
            count += stretch.Members.Count(m => m.Standing.IsMember);
            joins += stretch.Members.Count(m => m.Standing.IsMember && m.Stored is null);
            leaves += stretch.Members.Count(m => !m.Standing.IsMember && m.Stored is not null);
            if (sample.Count < most)
                sample.AddRange(
                    await VisibleAsync(
                        live,
                        stretch,
                        most - sample.Count,
                        command.Actor,
                        cancellationToken
                    )
                );
        }

        return new CohortPreviewView(
            count,
            Shown(entities.Of(live.Cohort.Entity).List, sample),
            joins,
            leaves
        );
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
}
