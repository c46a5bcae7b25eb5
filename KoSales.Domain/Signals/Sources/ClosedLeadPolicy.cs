using System.Text.Json.Serialization;
using KoSales.Domain.Leads;
using NodaTime;

namespace KoSales.Domain.Signals.Sources;

[JsonConverter(typeof(JsonStringEnumConverter<ClosedLeadAction>))]
public enum ClosedLeadAction
{
    /// <summary>The same lead is worked again.</summary>
    [JsonStringEnumMemberName("reopen")]
    Reopen,

    /// <summary>A lead of its own beside it.</summary>
    [JsonStringEnumMemberName("new_lead")]
    NewLead,

    /// <summary>Its timeline tells of it, and no more.</summary>
    [JsonStringEnumMemberName("note")]
    Note,
}

/// <param name="WithinDays">Since it was closed; after that, a new lead is made. Null: however long
/// ago.</param>
public sealed record ClosedLeadRule(ClosedLeadAction Action, int? WithinDays = null)
{
    /// <summary>Ten years.</summary>
    public const int MostDays = 3_650;
}

/// <summary>What an enquiry of somebody does whose lead is closed, by how it was closed. A converted lead is
/// never opened again: the enquiry is its contact's.</summary>
public sealed record ClosedLeadPolicy(ClosedLeadRule Lost, ClosedLeadRule Junk)
{
    public static readonly ClosedLeadPolicy Usual = new(
        new ClosedLeadRule(ClosedLeadAction.Reopen, 180),
        new ClosedLeadRule(ClosedLeadAction.Note)
    );

    public ClosedLeadAction For(LeadStatus status, Instant closedAt, Instant now) =>
        status switch
        {
            LeadStatus.Lost => Within(Lost, closedAt, now),
            LeadStatus.Junk => Within(Junk, closedAt, now),
            LeadStatus.Converted => ClosedLeadAction.NewLead,
            LeadStatus.Open => throw new ArgumentException(
                "the lead is not closed",
                nameof(status)
            ),
        };

    private static ClosedLeadAction Within(ClosedLeadRule rule, Instant closedAt, Instant now) =>
        rule.WithinDays is { } days && now - closedAt > Duration.FromDays(days)
            ? ClosedLeadAction.NewLead
            : rule.Action;
}
