using KoSales.Domain.Calls;
using KoSales.Domain.Notes;
using KoSales.Functions.Contacts;
using KoSales.Functions.Conversions;
using KoSales.Functions.Customers;
using KoSales.Functions.Deals;
using KoSales.Functions.Documents;
using KoSales.Functions.Outbox;
using KoSales.Functions.Pii;
using KoSales.Functions.Storage;
using KoSales.Functions.Writing;
using KoSales.Tests.Flows;
using KoSales.Tests.Writing;
using Microsoft.Extensions.DependencyInjection;

namespace KoSales.Tests.Conversions;

/// <summary>Conversions that somebody else is faster than.</summary>
public sealed class ConversionAttemptTests : FlowRig
{
    private OvertakenStore? _told;

    private protected override void Add(IServiceCollection services)
    {
        base.Add(services);
        services.AddSingleton<PiiSubjects>().AddSingleton<PiiGate>();
        services.AddCollections(NoteStore.Collection, CallStore.Collection);
        services.AddContacts().AddCustomers().AddDeals().AddDocuments().AddConversions();
        services.AddSingleton(s =>
        {
            var (store, told) = OvertakenStore.Over(s.GetRequiredService<IDocumentStore>());
            _told = told;
            return new Commits(store, s.GetRequiredService<IEventDispatcher>());
        });
    }

    [Fact]
    public async Task The_second_attempt_takes_the_numbers_of_the_first()
    {
        var (overtaken, next) = (await LeadAsync(), await LeadAsync());

        _told!.IsOvertaken = true;
        var first = await ConvertAsync(overtaken);
        var second = await ConvertAsync(next);

        Assert.False(_told.IsOvertaken);
        Assert.Equal(("C-1", "D-1"), (first.ContactId, first.DealId));
        Assert.Equal(("C-2", "D-2"), (second.ContactId, second.DealId));
    }

    private async Task<LeadConverted> ConvertAsync(Domain.Leads.Lead lead)
    {
        var body = new ConvertLead { Deal = new ConvertDeal { Title = "Kharif order" } };
        var converted = await Get<ConversionDesk>()
            .ConvertAsync(lead.Key, body, Act, CancellationToken.None);
        return converted.Value;
    }
}
