using KoSales.Domain.Scoring;

namespace KoSales.Functions.Scoring;

/// <summary>The active score rules in memory, ready to be asked. A rule changed on another host counts here
/// within the lifetime of the cache.</summary>
public sealed class ScoreCardCache
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(5);

    private readonly ShortCache<ScoreCard> _card;

    public ScoreCardCache(IDocumentStore store, ScoreRuleReader reader, TimeProvider time) =>
        _card = new(
            time,
            Lifetime,
            cancellationToken => LoadAsync(store, reader, cancellationToken)
        );

    public ValueTask<ScoreCard> CurrentAsync(CancellationToken cancellationToken) =>
        _card.GetAsync(cancellationToken);

    public void Evict() => _card.Evict();

    private static async Task<ScoreCard> LoadAsync(
        IDocumentStore store,
        ScoreRuleReader reader,
        CancellationToken cancellationToken
    )
    {
        List<ReadyRule> rules = [];
        var active = Filter.AllOf(
            Filter.Missing("deleted_at"),
            new Filter.Condition("active", FilterOperator.Eq, new FilterValue.Flag(true))
        );
        await foreach (
            var rule in store.StreamAsync(ScoreRule.Collection, active, cancellationToken)
        )
            if (await reader.ReadAsync(rule, cancellationToken) is { } ready)
                rules.Add(ready);
        return new ScoreCard(rules);
    }
}
