using Microsoft.Extensions.DependencyInjection;

namespace KoSales.Functions.Api.Bodies;

/// <summary>
/// What can be told against a body before anything is looked up about its subject. When a body has faults
/// of form, the reader asks this of what is left of it, so
/// that a caller hears of both in one answer. The use case checks the same rules again; they change nothing.
/// </summary>
public abstract class BodyRules
{
    private protected BodyRules() { }

    public abstract Type Body { get; }

    internal abstract ValueTask<IReadOnlyList<Fault>> FaultsAsync(
        object body,
        CancellationToken cancellationToken
    );
}

/// <typeparam name="TBody">The contract; one set of rules each.</typeparam>
public abstract class BodyRules<TBody> : BodyRules
    where TBody : class
{
    public override Type Body => typeof(TBody);

    /// <param name="body">Members at fault are left out of it, or hold an empty value where they are
    /// required: faults at their pointers are not shown.</param>
    protected abstract ValueTask<IReadOnlyList<Fault>> FaultsAsync(
        TBody body,
        CancellationToken cancellationToken
    );

    internal override ValueTask<IReadOnlyList<Fault>> FaultsAsync(
        object body,
        CancellationToken cancellationToken
    ) => FaultsAsync((TBody)body, cancellationToken);
}

public static class BodyRulesRegistration
{
    public static IServiceCollection AddBodyRules<TRules>(this IServiceCollection services)
        where TRules : BodyRules => services.AddSingleton<BodyRules, TRules>();
}
