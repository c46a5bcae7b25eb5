namespace KoSales.Domain.Kernel;

/// <summary>What a decision came to: the fact it made, or the faults for which it was refused. Never both,
/// never neither.</summary>
/// <remarks><c>default</c> is a refusal without faults and must not be produced; make one by conversion
/// from a value or a fault.</remarks>
public readonly struct Verdict<T>
{
    private readonly T? _value;
    private readonly IReadOnlyList<Fault>? _faults;

    private Verdict(T value) => _value = value;

    private Verdict(IReadOnlyList<Fault> faults) => _faults = faults;

    public bool IsRefused => _faults is not null;

    /// <summary>The fact. Throws <see cref="InvalidOperationException"/> for a refusal.</summary>
    public T Value =>
        _faults is null
            ? _value!
            : throw new InvalidOperationException($"refused: {_faults[0].Code}");

    /// <summary>Why it was refused, in the order found; empty for an accepted decision.</summary>
    public IReadOnlyList<Fault> Faults => _faults ?? [];

    public static Verdict<T> Refuse(IReadOnlyList<Fault> faults) =>
        faults.Count > 0
            ? new(faults)
            : throw new ArgumentException("a refusal names at least one fault", nameof(faults));

    public TResult Match<TResult>(
        Func<T, TResult> accepted,
        Func<IReadOnlyList<Fault>, TResult> refused
    ) => _faults is null ? accepted(_value!) : refused(_faults);

    public static implicit operator Verdict<T>(T value) => new(value);

    public static implicit operator Verdict<T>(Fault fault) => new([fault]);
}
