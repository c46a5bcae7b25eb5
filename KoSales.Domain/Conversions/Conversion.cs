using KoSales.Domain.Contacts;
using KoSales.Domain.Leads;
using KoSales.Domain.Pii.Names;

namespace KoSales.Domain.Conversions;

/// <summary>What a lead becomes.</summary>
public static class Conversion
{
    /// <summary>The contact that stands on the same personal data, with what the lead knew of it.</summary>
    /// <param name="fullName">Out of the vault; null where there is none.</param>
    public static Contact ContactOf(Lead lead, ContactId id, string? fullName, string? customerId)
    {
        var contact = Contact.Blank(id) with
        {
            PiiId = lead.PiiId,
            LeadId = lead.Id.Value,
            CustomerId = customerId,
            Company = lead.BusinessName,
            Kind = lead.Kind,
            Address = lead.Address,
            DoNotContact = lead.DoNotContact,
            Consent = lead.Consent,
            Licences = lead.Licences,
            Tags = lead.Tags,
        };
        var known = lead.PhoneMasked ?? lead.EmailMasked ?? DisplayNames.Unknown;
        return (Contact)
            contact.Showing(lead.Masks with { DisplayName = contact.NameOf(fullName, known) });
    }
}
