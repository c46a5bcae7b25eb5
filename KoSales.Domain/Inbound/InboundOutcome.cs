namespace KoSales.Domain.Inbound;

/// <summary>What came of one attempt at a delivery. Facts, candidates and errors hold no personal
/// data.</summary>
public sealed record InboundOutcome
{
    private InboundOutcome(InboundStatus status) => Status = status;

    public InboundStatus Status { get; }

    /// <summary>A code; null when nothing went wrong.</summary>
    public string? Error { get; private init; }

    /// <summary>It will fail again, however often it is tried.</summary>
    public bool IsFinal { get; private init; }

    public IReadOnlyDictionary<string, string> Facts { get; private init; } =
        new Dictionary<string, string>();

    public IReadOnlyList<string> Candidates { get; private init; } = [];

    /// <summary>It was committed together with the effects.</summary>
    public bool IsCommitted { get; private init; }

    public static InboundOutcome Processed(params (string Name, string Value)[] facts) =>
        new(InboundStatus.Processed) { Facts = facts.ToDictionary(f => f.Name, f => f.Value) };

    public static InboundOutcome Stale(params (string Name, string Value)[] facts) =>
        new(InboundStatus.Stale) { Facts = facts.ToDictionary(f => f.Name, f => f.Value) };

    /// <param name="reason">A code, such as <c>customer.unknown</c>.</param>
    public static InboundOutcome Ignored(string reason) =>
        new(InboundStatus.Ignored) { Error = reason };

    /// <param name="reason">A code, such as <c>customer.ambiguous</c>.</param>
    /// <param name="candidates">Ids of the records that it may be about.</param>
    public static InboundOutcome Quarantined(
        string reason,
        IReadOnlyList<string> candidates,
        params (string Name, string Value)[] facts
    ) =>
        new(InboundStatus.Quarantined)
        {
            Error = reason,
            Candidates = candidates,
            Facts = facts.ToDictionary(f => f.Name, f => f.Value),
        };

    /// <summary>To be tried again.</summary>
    /// <param name="error">A code or the name of an exception; no message, which may hold
    /// anything.</param>
    public static InboundOutcome Failed(string error) =>
        new(InboundStatus.Failed) { Error = error };

    /// <summary>Not to be tried again until a person says so, such as a body that cannot be
    /// read.</summary>
    public static InboundOutcome Hopeless(string error) =>
        new(InboundStatus.Failed) { Error = error, IsFinal = true };

    /// <summary>Somebody else has settled the delivery meanwhile; nothing is to be
    /// written.</summary>
    public static readonly InboundOutcome Overtaken = new(InboundStatus.Processed)
    {
        IsCommitted = true,
    };

    /// <summary>The delivery was settled in the transaction of its effects; nothing is left to be
    /// written.</summary>
    public InboundOutcome Committed() => this with { IsCommitted = true };
}
