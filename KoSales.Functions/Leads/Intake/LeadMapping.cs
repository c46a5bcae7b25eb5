using System.Text.Json;
using KoSales.Domain.Leads;

namespace KoSales.Functions.Leads.Intake;

/// <summary>Between the wire and the words that the parser takes.</summary>
internal static class LeadMapping
{
    public static LeadInput ToInput(this CreateLead body) =>
        Members(body) with
        {
            Kind = WireNames<LeadKind>.Of(body.Kind),
            Consent =
            [
                .. (body.Consent ?? []).Select(c => new ConsentWord(
                    c.Purpose,
                    c.Channel,
                    c.Given,
                    c.At,
                    c.Source
                )),
            ],
            WorkflowId = body.WorkflowId,
        };

    public static LeadInput ToInput(this EditLead body) =>
        Members(body) with
        {
            Kind = body.Kind is { } kind ? WireNames<LeadKind>.Of(kind) : null,
        };

    /// <summary>
    /// What the edit contract would show of a lead: everything but the personal data and what the consent
    /// ledger says.
    /// </summary>
    public static EditLead ToEdit(this Lead lead) =>
        new()
        {
            BusinessName = lead.BusinessName,
            Kind = lead.Kind,
            Source = new SourceBody
            {
                Channel = lead.Source.Channel,
                Campaign = lead.Source.Campaign,
                Medium = lead.Source.Medium,
                Ref = lead.Source.Ref,
            },
            Address = lead.Address is { } a
                ? new AddressBody
                {
                    Village = a.Village,
                    District = a.District,
                    StateCode = a.StateCode,
                    Pincode = a.Pincode,
                }
                : null,
            Language = lead.Language,
            ExternalRef = lead.ExternalRef,
            Crops = lead.Crops,
            Products = lead.Products,
            Tags = lead.Tags,
            LandAcres = lead.LandAcres,
            NextActionAt = lead.NextActionAt,
            Custom = lead.Custom,
        };

    /// <summary>The lead's members with a merge patch over them.</summary>
    public static EditLead Patched(Lead lead, JsonElement patch)
    {
        var members = JsonSerializer
            .SerializeToNode(lead.ToEdit(), LeadContractsJson.Wire.EditLead)!
            .AsObject();
        MergePatch.Merge(members, patch, "", []);
        return members.Deserialize(LeadContractsJson.Wire.EditLead)!;
    }

    private static LeadInput Members(LeadMembers body) =>
        new()
        {
            Name = body.Name,
            BusinessName = body.BusinessName,
            Phone = body.Phone,
            Email = body.Email,
            Gstin = body.Gstin,
            Channel = body.Source?.Channel is { } channel
                ? WireNames<SourceChannel>.Of(channel)
                : null,
            Campaign = body.Source?.Campaign,
            Medium = body.Source?.Medium,
            SourceRef = body.Source?.Ref,
            Village = body.Address?.Village,
            District = body.Address?.District,
            StateCode = body.Address?.StateCode,
            Pincode = body.Address?.Pincode,
            Language = body.Language,
            ExternalRef = body.ExternalRef,
            Crops = body.Crops ?? [],
            Products = body.Products ?? [],
            Tags = body.Tags ?? [],
            LandAcres = body.LandAcres,
            NextActionAt = body.NextActionAt,
            DoNotContact = body.DoNotContact,
            Custom = body.Custom ?? new Dictionary<string, JsonElement>(),
        };
}
