using System.Text.Json.Serialization;
using NodaTime;

namespace KoSales.Domain.Assignment;

/// <summary>Open work with somebody, by which whoever does it may claim the record of that person.</summary>
/// <param name="By">A deal or a lead.</param>
/// <param name="Holder">Who has the work, after the hand-over that is looked at.</param>
public sealed record WorkClaim(EntityRef By, Holder Holder, Instant CreatedAt)
{
    /// <summary>The lead that it is, or that the deal came of; null for a deal that names none.</summary>
    public string? LeadId { get; init; }

    /// <summary>Of a deal, in rupees; null while nobody has said.</summary>
    public decimal? Amount { get; init; }

    /// <summary>Of a lead; null when nobody has reached the person yet.</summary>
    public Instant? LastContactedAt { get; init; }
}

/// <summary>Why a claim is the strongest; the first that applies.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ClaimReason>))]
public enum ClaimReason
{
    /// <summary>Of the open deals it has the greatest amount.</summary>
    [JsonStringEnumMemberName("largest_open_deal")]
    LargestOpenDeal,

    /// <summary>There is no open deal, and of the open leads this was contacted last.</summary>
    [JsonStringEnumMemberName("last_contacted_lead")]
    LastContactedLead,

    /// <summary>There is no open deal, no open lead was ever contacted, and this is the newest.</summary>
    [JsonStringEnumMemberName("newest_lead")]
    NewestLead,
}

/// <summary>The claim that decides whose a shared record is.</summary>
public sealed record StrongestClaim(WorkClaim Claim, ClaimReason Why)
{
    /// <summary>Whoever has the largest open deal; without one who has the open lead that was contacted
    /// last, else the newest. Of two that are equal the newer one. Null without claims.</summary>
    public static StrongestClaim? Of(IReadOnlyCollection<WorkClaim> claims)
    {
        var deal = claims
            .Where(c => c.By.Type == EntityKind.Deal)
            .OrderByDescending(c => c.Amount ?? 0)
            .ThenByDescending(c => c.CreatedAt)
            .ThenBy(c => c.By.Id, StringComparer.Ordinal)
            .FirstOrDefault();
        if (deal is not null)
            return new StrongestClaim(deal, ClaimReason.LargestOpenDeal);
        var lead = claims
            .Where(c => c.By.Type == EntityKind.Lead)
            .OrderByDescending(c => c.LastContactedAt ?? Instant.MinValue)
            .ThenByDescending(c => c.CreatedAt)
            .ThenBy(c => c.By.Id, StringComparer.Ordinal)
            .FirstOrDefault();
        if (lead is null)
            return null;
        var why = lead.LastContactedAt is null
            ? ClaimReason.NewestLead
            : ClaimReason.LastContactedLead;
        return new StrongestClaim(lead, why);
    }

    /// <summary>For people: why the record goes with it, or stays with it.</summary>
    /// <param name="moves">Whether it changes hands by this.</param>
    public string Told(bool moves)
    {
        var verb = moves ? "Follows" : "Stays with";
        return Why switch
        {
            ClaimReason.LargestOpenDeal => $"{verb} the largest open deal, {Claim.By.Id}.",
            ClaimReason.LastContactedLead =>
                $"{verb} the open lead that was contacted last, {Claim.By.Id}.",
            ClaimReason.NewestLead => $"{verb} the newest open lead, {Claim.By.Id}.",
        };
    }
}
