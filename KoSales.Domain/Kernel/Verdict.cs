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

    /// <summary>The refusal, to be handed on as one of any other verdict. Throws
    /// <see cref="InvalidOperationException"/> for an accepted decision.</summary>
    public Refusal Refusal =>
        _faults is null
            ? throw new InvalidOperationException("accepted, so there is no refusal to hand on")
            : new Refusal(_faults);

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

    public static implicit operator Verdict<T>(Refusal refusal) => new(refusal.Faults);
}

/// <summary>Why a decision was refused, whatever it would have made: converts to any verdict.</summary>
/// <remarks><c>default</c> has no faults and must not be used; take one from
/// <see cref="Verdict{T}.Refusal"/>.</remarks>
public readonly record struct Refusal(IReadOnlyList<Fault> Faults);
