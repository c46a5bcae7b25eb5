using KoSales.Domain.Kernel;
using KoSales.Domain.Pipelines;
using KoSales.Domain.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace KoSales.Functions.Rules;

public static class RulesRegistration
{
    public static IServiceCollection AddRules(this IServiceCollection services)
    {
        services.TryAddSingleton<IMemberships, NoMemberships>();
        return services
            .AddSingleton<RuleBook>()
            .AddSingleton<IRuleEntity, LeadRules>()
            .AddRelations(EntityKind.Lead, PipelineKind.Lead);
    }

    /// <summary>What rules may ask beside the documents of an entity.</summary>
    private static IServiceCollection AddRelations(
        this IServiceCollection services,
        EntityKind entity,
        PipelineKind kind
    ) =>
        services
            .AddSingleton<IRuleRelation>(s => new TaskRuleRelation(
                s.GetRequiredService<IDocumentStore>(),
                entity
            ))
            .AddSingleton<IRuleRelation>(s => new PipelineRuleRelation(
                s.GetRequiredService<IDocumentStore>(),
                entity,
                kind
            ))
            .AddSingleton<IRuleRelation>(s => new MembershipRuleRelation(
                s.GetRequiredService<IMemberships>(),
                entity
            ));
}
