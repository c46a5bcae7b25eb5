using KoSales.Functions.References;

namespace KoSales.Functions.Pipelines.Workflows;

/// <summary>Knows rules and actions of some feature that name stages. Registered as singletons; asked when
/// a stage is
/// about to go.</summary>
public interface IStageUses
{
    ValueTask<IReadOnlyList<Reference>> OfAsync(
        EntityKind entity,
        string stage,
        CancellationToken cancellationToken
    );
}
