using KoSales.Domain.Fields;
using KoSales.Domain.Leads;

namespace KoSales.Functions.Leads.Intake;

/// <summary>From the wire to what the parser takes.</summary>
internal static class LeadMapping
{
    public static EntityInput ToInput(this CreateLead body) =>
        Personal(body) with
        {
            Fields = BodyFields.Of(LeadFields.Table, body),
            Custom = body.Custom ?? new EntityInput().Custom,
            Consent = [.. (body.Consent ?? []).Select(c => c.ToWord())],
            WorkflowId = body.WorkflowId,
        };

    /// <summary>What a patch says of a lead; its custom fields are those that the lead then has.</summary>
    public static EntityInput ToInput(this PatchRequest<EditLead> patch, Lead lead) =>
        Personal(patch.Edit) with
        {
            Fields = BodyFields.Of(LeadFields.Table, patch.Edit, patch.Patch.Body),
            Custom = BodyFields.CustomOf(lead.Custom, patch.Patch.Body),
        };

    private static EntityInput Personal(LeadMembers body) =>
        new()
        {
            Name = body.Name,
            Phone = body.Phone,
            Email = body.Email,
            Gstin = body.Gstin,
            DoNotContact = body.DoNotContact,
        };
}
