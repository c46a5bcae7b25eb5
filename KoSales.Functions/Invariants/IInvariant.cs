using System.Runtime.CompilerServices;

namespace KoSales.Functions.Invariants;

/// <summary>Something that must hold of what is stored.</summary>
/// <param name="Check">The name of the check that found it.</param>
/// <param name="Subject">The id of what is not as it must be.</param>
/// <param name="Detail">A sentence: ids and numbers, no personal data.</param>
public sealed record Violation(string Check, string Subject, string Detail);

/// <summary>One check over the whole store. One implementation per check, registered as a singleton.</summary>
public interface IInvariant
{
    /// <summary>As answers name it: <c>pipelines</c>.</summary>
    string Name { get; }

    /// <summary>What does not hold, while it is found; memory stays flat. Under writes a violation may be
    /// one that is just being written.</summary>
    IAsyncEnumerable<Violation> CheckAsync(CancellationToken cancellationToken);
}

/// <summary>All checks, one after the other.</summary>
public sealed class InvariantChecker(IEnumerable<IInvariant> invariants)
{
    public IReadOnlyList<string> Names { get; } =
    [.. invariants.Select(i => i.Name).Order(StringComparer.Ordinal)];

    public async IAsyncEnumerable<Violation> CheckAsync(
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        foreach (var invariant in invariants.OrderBy(i => i.Name, StringComparer.Ordinal))
        {
            await foreach (var violation in invariant.CheckAsync(cancellationToken))
                yield return violation;
        }
    }
}
