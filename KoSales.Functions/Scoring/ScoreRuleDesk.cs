using System.Text.Json;
using KoSales.Domain.Filters.Reading;
using KoSales.Domain.Scoring;
using KoSales.Functions.Outbox;

namespace KoSales.Functions.Scoring;

/// <summary>Keeps the score rules. A change counts at once for leads that are written, and is brought to
/// all others by <see cref="Rescoring"/>.</summary>
public sealed class ScoreRuleDesk(
    IDocumentStore store,
    IdAllocator ids,
    Items items,
    ScoreCardCache cache,
    ScoreRuleReader reader,
    IEventDispatcher events
)
{
    public async Task<Verdict<ScoreRule>> CreateAsync(
        CreateScoreRule body,
        Command command,
        CancellationToken cancellationToken
    )
    {
        if (await FaultsOfAsync(body.Rule, cancellationToken) is { Count: > 0 } faults)
            return Verdict<ScoreRule>.Refuse(faults);
        if (await CountAsync(cancellationToken) >= ScoreRule.MaxRules)
            return Fault.Conflict(
                "score_rule.too_many",
                $"There are {ScoreRule.MaxRules} score rules already; delete one first."
            );
        var rule = New(body, await ids.NextAsync<ScoreRuleId>(cancellationToken), command);
        return await CommitAsync(
            new WriteBatch().Insert(ScoreRule.Collection, rule),
            rule,
            command,
            cancellationToken
        );
    }

    private ValueTask<long> CountAsync(CancellationToken cancellationToken) =>
        store.CountAsync(ScoreRule.Collection, ScoreLists.Rules.Base, cancellationToken);

    private static ScoreRule New(CreateScoreRule body, ScoreRuleId id, Command command) =>
        new()
        {
            Id = id,
            Name = body.Name.Trim(),
            Rule = body.Rule,
            Points = body.Points,
            Active = body.Active ?? true,
            CreatedAt = command.Now,
            UpdatedAt = command.Now,
            CreatedBy = command.Actor.Id,
            UpdatedBy = command.Actor.Id,
        };

    public async Task<Verdict<ScoreRule>> EditAsync(
        string id,
        PatchRequest<EditScoreRule> patch,
        Command command,
        CancellationToken cancellationToken
    )
    {
        var found = await items.LoadAsync(
            ScoreLists.Rules,
            ScoreRule.Collection,
            id,
            patch.Patch.IfMatch,
            command.Actor,
            cancellationToken
        );
        if (found.IsRefused)
            return found;
        var next = Edited(found.Value, patch.Edit, command);
        if (await FaultsOfAsync(next.Rule, cancellationToken) is { Count: > 0 } faults)
            return Verdict<ScoreRule>.Refuse(faults);
        return await CommitAsync(
            new WriteBatch().Replace(ScoreRule.Collection, next),
            next,
            command,
            cancellationToken
        );
    }

    private static ScoreRule Edited(ScoreRule rule, EditScoreRule edit, Command command) =>
        Next(rule, command) with
        {
            Name = edit.Name?.Trim() ?? rule.Name,
            Rule = edit.Rule is { ValueKind: not JsonValueKind.Null } given ? given : rule.Rule,
            Points = edit.Points ?? rule.Points,
            Active = edit.Active ?? rule.Active,
        };

    public async Task<Verdict<ScoreRule>> DeleteAsync(
        string id,
        Command command,
        CancellationToken cancellationToken
    )
    {
        var found = await items.LoadAsync(
            ScoreLists.Rules,
            ScoreRule.Collection,
            id,
            command.Actor,
            cancellationToken
        );
        if (found.IsRefused)
            return found;
        var deleted = Next(found.Value, command) with { DeletedAt = command.Now };
        return await CommitAsync(
            new WriteBatch().Replace(ScoreRule.Collection, deleted),
            deleted,
            command,
            cancellationToken
        );
    }

    private async Task<Verdict<ScoreRule>> CommitAsync(
        WriteBatch batch,
        ScoreRule rule,
        Command command,
        CancellationToken cancellationToken
    )
    {
        batch.Emit(
            command,
            new OutboxFact(Rescoring.RulesChanged, new EntityRef(EntityKind.Lead, rule.Key))
        );
        command.RecordAnswer(batch, rule);
        var result = await store.CommitAsync(batch, cancellationToken);
        cache.Evict();
        if (!result.IsCommitted)
            return IfMatch.Stale(ETags.Of(rule.Key, rule.Version));
        await events.DispatchAsync(batch, cancellationToken);
        return rule;
    }

    private async ValueTask<IReadOnlyList<Fault>> FaultsOfAsync(
        JsonElement rule,
        CancellationToken cancellationToken
    ) => FilterJson.Parse(rule, await reader.FieldsAsync(cancellationToken), "/rule").Faults;

    private static ScoreRule Next(ScoreRule rule, Command command) =>
        rule with
        {
            Version = rule.Version + 1,
            UpdatedAt = command.Now,
            UpdatedBy = command.Actor.Id,
        };
}
