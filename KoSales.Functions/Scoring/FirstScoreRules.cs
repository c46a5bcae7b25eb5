using System.Text.Json;
using KoSales.Domain.Scoring;
using NodaTime;

namespace KoSales.Functions.Scoring;

/// <summary>The rules that this company starts with: who buys in bulk, has land, was recommended, or is
/// talking to us.</summary>
/// <remarks>Made once, when no rule was ever made; ids are fixed, so that two hosts starting at once make
/// them once.</remarks>
public sealed class FirstScoreRules(IDocumentStore store, TimeProvider time) : IStartTask
{
    private static readonly (string Name, int Points, string Rule)[] Rules =
    [
        ("Distributor", 40, """{"field": "kind", "op": "eq", "value": "distributor"}"""),
        (
            "Dealer or retailer",
            30,
            """{"field": "kind", "op": "in", "value": ["dealer", "retailer"]}"""
        ),
        ("Institution", 20, """{"field": "kind", "op": "eq", "value": "institution"}"""),
        (
            "Large holding (10 acres and more)",
            25,
            """{"field": "land_acres", "op": "gte", "value": 10}"""
        ),
        (
            "Middle holding (4 to 10 acres)",
            10,
            """{"all": [{"field": "land_acres", "op": "gte", "value": 4}, {"field": "land_acres", "op": "lt", "value": 10}]}"""
        ),
        (
            "Recommended or met at an event",
            20,
            """{"field": "source.channel", "op": "in", "value": ["referral", "event"]}"""
        ),
        (
            "Asked on IndiaMART, where traders buy",
            15,
            """{"field": "source.channel", "op": "eq", "value": "indiamart"}"""
        ),
        ("In touch", 10, """{"field": "last_contacted_at", "op": "exists", "value": true}"""),
        (
            "Does not want to be contacted",
            -50,
            """{"field": "do_not_contact", "op": "eq", "value": true}"""
        ),
    ];

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        if (await store.CountAsync(ScoreRule.Collection, Filter.Everything, cancellationToken) > 0)
            return;
        var now = Instant.FromDateTimeOffset(time.GetUtcNow());
        var first = await store.AllocateAsync(
            ScoreRuleId.Format.Counter,
            Rules.Length,
            cancellationToken
        );
        if (first != 1)
            return;
        var batch = new WriteBatch();
        for (var i = 0; i < Rules.Length; i++)
            batch.InsertIfAbsent(ScoreRule.Collection, RuleOf(i, now));
        await store.CommitAsync(batch, cancellationToken);
    }

    private static ScoreRule RuleOf(int index, Instant now) =>
        new()
        {
            Id = EntityIds.At<ScoreRuleId>(index + 1),
            Name = Rules[index].Name,
            Rule = JsonElement.Parse(Rules[index].Rule),
            Points = Rules[index].Points,
            CreatedAt = now,
            UpdatedAt = now,
            CreatedBy = Actor.System.Id,
            UpdatedBy = Actor.System.Id,
        };
}
