using System.Runtime.CompilerServices;
using KoSales.Domain.Cohorts;
using KoSales.Functions.Invariants;

namespace KoSales.Functions.Cohorts.Members;

/// <summary>A cohort's size is the number of its members.</summary>
public sealed class CohortSizeInvariant(IDocumentStore store) : IInvariant
{
    public string Name => "cohorts";

    public async IAsyncEnumerable<Violation> CheckAsync(
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var all = store.StreamAsync(CohortFigures.Collection, Filter.Everything, cancellationToken);
        await foreach (var figures in all)
        {
            var members = await store.CountAsync(
                CohortMember.Collection,
                CohortMember.Of(figures.Id),
                cancellationToken
            );
            if (members != figures.Size)
                yield return new Violation(
                    Name,
                    figures.Id,
                    $"its size is {figures.Size}, it has {members} members"
                );
        }
    }
}
