namespace KoSales.Functions.Api.Responses;

/// <summary>Carries faults from where a request is found wanting to the one middleware that writes problem
/// details. Never logged as an error.</summary>
public sealed class RefusalException(IReadOnlyList<Fault> faults) : Exception(faults[0].Detail)
{
    public RefusalException(Fault fault)
        : this([fault]) { }

    public IReadOnlyList<Fault> Faults { get; } = faults;
}

public static class Refusals
{
    /// <summary>The fact, or <see cref="RefusalException"/> with every fault.</summary>
    public static T OrRefuse<T>(this Verdict<T> verdict) =>
        verdict.IsRefused ? throw new RefusalException(verdict.Faults) : verdict.Value;
}
