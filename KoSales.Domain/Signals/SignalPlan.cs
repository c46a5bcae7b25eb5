using System.Text.Json.Serialization;
using KoSales.Domain.Leads;
using KoSales.Domain.Signals.Sources;
using NodaTime;

namespace KoSales.Domain.Signals;

/// <summary>What is done about a signal.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<SignalMove>))]
public enum SignalMove
{
    /// <summary>Added to a record that is worked.</summary>
    [JsonStringEnumMemberName("add")]
    Add,

    /// <summary>The closed lead is opened again, and the signal added to it.</summary>
    [JsonStringEnumMemberName("reopen")]
    Reopen,

    /// <summary>Noted in the record's timeline, and no more.</summary>
    [JsonStringEnumMemberName("note")]
    Note,

    /// <summary>A new lead is made.</summary>
    [JsonStringEnumMemberName("create_lead")]
    Create,

    /// <summary>Kept for the record.</summary>
    [JsonStringEnumMemberName("ignore")]
    Ignore,
}

/// <summary>A record that the signal may be about.</summary>
/// <param name="IsOpen">Somebody works it.</param>
/// <param name="Status">Of a lead; null for others.</param>
/// <param name="Since">When it was closed, or last changed.</param>
public sealed record SignalCandidate(EntityRef Ref, bool IsOpen, LeadStatus? Status, Instant Since);

/// <param name="Target">Null for a new lead and for nothing.</param>
public sealed record SignalPlan(SignalMove Move, EntityRef? Target)
{
    private static readonly SignalPlan Ignored = new(SignalMove.Ignore, null);

    private static readonly SignalPlan Made = new(SignalMove.Create, null);

    /// <summary>
    /// The open lead before the contact or customer, which is before a closed lead; of several alike the one
    /// that changed last. Nothing of all that: a new lead where the person can be contacted.
    /// </summary>
    /// <param name="named">The sender says what it is about, so that nothing is made.</param>
    public static SignalPlan Of(
        SignalKind kind,
        IReadOnlyList<SignalCandidate> candidates,
        ClosedLeadPolicy policy,
        bool named,
        Instant now
    )
    {
        var best = candidates.OrderBy(RankOf).ThenByDescending(c => c.Since).FirstOrDefault();
        if (best is null)
            return kind.IsContactable() && !named ? Made : Ignored;
        if (best.IsOpen || best.Ref.Type != EntityKind.Lead)
            return new SignalPlan(SignalMove.Add, best.Ref);
        if (!kind.IsContactable())
            return new SignalPlan(SignalMove.Note, best.Ref);
        return policy.For(best.Status!.Value, best.Since, now) switch
        {
            ClosedLeadAction.Reopen => new SignalPlan(SignalMove.Reopen, best.Ref),
            ClosedLeadAction.Note => new SignalPlan(SignalMove.Note, best.Ref),
            ClosedLeadAction.NewLead => named ? new SignalPlan(SignalMove.Note, best.Ref) : Made,
        };
    }

    private static int RankOf(SignalCandidate candidate) =>
        candidate switch
        {
            { Ref.Type: EntityKind.Lead, IsOpen: true } => 0,
            { Ref.Type: EntityKind.Contact } => 1,
            { Ref.Type: EntityKind.Customer or EntityKind.Deal } => 2,
            _ => 3,
        };
}
