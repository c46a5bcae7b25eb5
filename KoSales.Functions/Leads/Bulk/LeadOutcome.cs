using System.Text.Json;
using KoSales.Domain.Fields;
using KoSales.Domain.Leads;
using KoSales.Functions.Leads.Handing;
using KoSales.Functions.Leads.Intake;

namespace KoSales.Functions.Leads.Bulk;

/// <summary>What to do with a lead whose phone an open lead has already.</summary>
public enum DuplicatePolicy
{
    /// <summary>Refuse it with the existing id.</summary>
    Fail,

    /// <summary>Leave the existing lead alone and count this one as skipped; for imports.</summary>
    Skip,

    /// <summary>Fill what the existing lead lacks.</summary>
    Merge,

    /// <summary>Note that the person enquired again and should be called now.</summary>
    Signal,
}

/// <summary>How a lead is taken in.</summary>
/// <param name="Assigns">An owner is found for a new lead; otherwise it waits in the pool.</param>
public readonly record struct IntakePolicy(DuplicatePolicy OnDuplicate, bool Assigns = false)
{
    /// <summary>What a caller who meets a duplicate is told that the call takes.</summary>
    public DuplicateWay Way { get; init; }

    public static implicit operator IntakePolicy(DuplicatePolicy onDuplicate) => new(onDuplicate);
}

/// <param name="IsNew">False when it was merged into, or noted on, a lead that was there.</param>
public sealed record LeadTaken(Lead Lead, bool IsNew, IReadOnlyList<FieldWarning> Warnings)
{
    /// <summary>Set when the caller cannot see the lead and is told only whose it is.</summary>
    public LeadPlace? Elsewhere { get; init; }
}

/// <summary>The answers about one lead.</summary>
internal static class LeadAnswers
{
    private static readonly ResourceAnswers<Lead> Answers = new(
        "leads",
        LeadStore.Collection,
        Projection.For<LeadView>()
    );

    public static Answer Shown(Lead lead) => Answers.Shown(lead);

    public static Answer Taken(LeadTaken taken)
    {
        if (taken.Elsewhere is { } place)
            return Noted(place);
        var answer = taken.IsNew ? Answers.Created(taken.Lead) : Answers.Shown(taken.Lead);
        return answer.WithWarnings(taken.Warnings);
    }

    /// <summary>202: it was noted on a lead that the caller is shown nothing of.</summary>
    public static Answer Noted(LeadPlace place) =>
        new(
            202,
            JsonSerializer.SerializeToUtf8Bytes(
                EnquiryNoted.Of(place),
                LeadContractsJson.Wire.EnquiryNoted
            )
        );

    public static Answer Edited(LeadTaken taken) =>
        Answers.Shown(taken.Lead).WithWarnings(taken.Warnings);

    public static Answer Claimed(Lead lead, NodaTime.Instant leaseUntil)
    {
        var answer = Answers.Shown(lead);
        return answer with
        {
            Body = (byte[])
                [
                    .. answer.Body.Span[..^1],
                    .. System.Text.Encoding.UTF8.GetBytes(
                        $",\"lease_until\":\"{InstantConverter.Write(leaseUntil)}\"}}"
                    ),
                ],
        };
    }

    public static Answer Gone(Lead lead) => Answer.NoContent;
}
