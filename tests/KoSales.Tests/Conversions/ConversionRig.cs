using KoSales.Domain.Calls;
using KoSales.Domain.Leads;
using KoSales.Domain.Notes;
using KoSales.Functions.Contacts;
using KoSales.Functions.Conversions;
using KoSales.Functions.Customers;
using KoSales.Functions.Deals;
using KoSales.Functions.Documents;
using KoSales.Functions.Pii;
using KoSales.Functions.Storage;
using KoSales.Tests.Flows;
using Microsoft.Extensions.DependencyInjection;

namespace KoSales.Tests.Conversions;

/// <summary>Leads with pipelines that are converted, without HTTP.</summary>
public class ConversionRig : FlowRig
{
    private protected override void Add(IServiceCollection services)
    {
        base.Add(services);
        services.AddSingleton<PiiSubjects>().AddSingleton<PiiGate>();
        services.AddCollections(NoteStore.Collection, CallStore.Collection);
        services.AddContacts().AddCustomers().AddDeals().AddDocuments().AddConversions();
    }

    /// <summary>With a deal.</summary>
    internal async Task<LeadConverted> ConvertAsync(Lead lead)
    {
        var body = new ConvertLead { Deal = new ConvertDeal { Title = "Kharif order" } };
        var converted = await Get<ConversionDesk>()
            .ConvertAsync(lead.Key, body, Act, CancellationToken.None);
        return converted.Value;
    }
}
