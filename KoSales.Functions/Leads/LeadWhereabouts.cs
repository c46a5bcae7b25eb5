using System.Text.Json.Serialization;
using KoSales.Domain.Agents;
using KoSales.Domain.Leads;
using KoSales.Domain.Teams;
using Microsoft.Extensions.Options;

namespace KoSales.Functions.Leads;

/// <summary>Section <c>KoSales:Leads</c>.</summary>
public sealed class LeadSettings
{
    public const string Section = "KoSales:Leads";

    /// <summary>Whoever takes an enquiry of somebody whose lead they cannot see is told the names of its
    /// owner and
    /// team.</summary>
    public bool NameOwners { get; set; } = true;
}

/// <summary>Whose a lead is, for somebody who cannot see it.</summary>
/// <param name="OwnerName">Null for a lead in a pool, and where names are not told.</param>
public sealed record LeadPlace(string? OwnerName, string? TeamName)
{
    /// <summary>Within a sentence: <c>of Asha Rao in the team North</c>; empty when nothing may be
    /// told.</summary>
    [JsonIgnore]
    public string Phrase =>
        (OwnerName, TeamName) switch
        {
            ({ } owner, { } team) => $" of {owner} in the team {team}",
            ({ } owner, null) => $" of {owner}",
            (null, { } team) => $" of the team {team}",
            (null, null) => "",
        };
}

/// <summary>Names owner and team of leads, where policy allows it.</summary>
public sealed class LeadWhereabouts(IDocumentStore store, IOptions<LeadSettings> settings)
{
    public async ValueTask<LeadPlace> OfAsync(Lead lead, CancellationToken cancellationToken)
    {
        if (!settings.Value.NameOwners)
            return new LeadPlace(null, null);
        var owner = lead.OwnerId is { } agent
            ? await store.FindAsync(Agent.Collection, agent, cancellationToken)
            : null;
        var team = lead.TeamId is { } id
            ? await store.FindAsync(Team.Collection, id, cancellationToken)
            : null;
        return new LeadPlace(owner?.Name, team?.Name);
    }
}
