using KoSales.Domain.Scoring;
using KoSales.Functions.CustomFields;
using KoSales.Functions.Outbox;
using KoSales.Functions.Sla.Clocks;
using Microsoft.Extensions.DependencyInjection;

namespace KoSales.Functions.Scoring;

public static class ScoringRegistration
{
    public static IServiceCollection AddScoring(this IServiceCollection services) =>
        services
            .AddCollections(ScoreRule.Collection, ScoreReevaluationMark.Collection)
            .AddSingleton(new UntidyTexts(ScoreRule.Collection))
            .AddContracts(ScoreContractsJson.Default, ScoreViewJson.Default)
            .AddLists(ScoreLists.Rules)
            .AddSingleton<ScoreRuleReader>()
            .AddSingleton<IFieldUses, ScoreRuleUses>()
            .AddSingleton<ScoreCardCache>()
            .AddSingleton<ScoreRuleDesk>()
            .AddSingleton<ScoreExplainer>()
            .AddSingleton<IEventHandler, Rescoring>()
            .AddSingleton<ISweepRound, ScoreReevaluationRound>()
            .AddSingleton<IStartTask, FirstScoreRules>()
            .AddSingleton<IStartTask, FirstScoreReevaluations>();
}
