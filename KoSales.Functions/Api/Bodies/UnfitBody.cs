namespace KoSales.Functions.Api.Bodies;

/// <summary>
/// What is wrong with the form of a body, while its request goes on with what reads well: whatever the
/// rules say of that stands beside it in one answer. A request with an unfit body is always refused and
/// writes nothing.
/// </summary>
/// <remarks>Ambient, so that a use case need not know. Where none was begun, faults of form refuse at
/// once.</remarks>
internal sealed class UnfitBody
{
    private static readonly AsyncLocal<UnfitBody?> Ambient = new();

    private readonly WriteBan _ban = WriteBan.Begin();
    private readonly List<Fault> _form = [];
    private readonly List<string> _silenced = [];

    private UnfitBody() { }

    public static UnfitBody? Current => Ambient.Value;

    public bool IsUnfit => _form.Count > 0;

    /// <summary>For the calls below the one that begins it.</summary>
    public static UnfitBody Begin() => Ambient.Value = new UnfitBody();

    /// <param name="form">With pointers.</param>
    /// <param name="silenced">Pointers of what the rules cannot be asked about.</param>
    public void Found(IEnumerable<Fault> form, IEnumerable<string> silenced)
    {
        _ban.Enforce();
        _form.AddRange(form);
        _silenced.AddRange(silenced);
    }

    /// <summary>Runs the request; refuses it with all faults once its body was found unfit. An outage of
    /// the store and a cancelled request end it as they are: they do not come from the body.</summary>
    public async Task HearAsync(Func<Task> request)
    {
        try
        {
            await request();
        }
        catch (Exception end)
            when (IsUnfit && end is not (StoreUnavailableException or OperationCanceledException))
        {
            // Whatever else went wrong may have come from what was left out of the body.
            throw new RefusalException(With((end as RefusalException)?.Faults ?? []));
        }

        if (IsUnfit)
            throw new RefusalException(With([]));
    }

    /// <summary>The faults of form, and after them those of the rules that concern other members.</summary>
    public IReadOnlyList<Fault> With(IReadOnlyList<Fault> rules) =>
        BodyFaults.Invalid([
            .. _form,
            .. rules.Where(r => r.Pointer is { } pointer && !IsSilenced(pointer)),
        ]);

    private bool IsSilenced(string pointer) =>
        _silenced.Exists(s => BodyRemainder.AreRelated(s, pointer));
}
