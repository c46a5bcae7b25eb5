using KoSales.Domain.Contacts;
using KoSales.Functions.Assignment;
using KoSales.Functions.Entities;
using KoSales.Functions.Entities.Changing;
using Microsoft.Extensions.DependencyInjection;

namespace KoSales.Functions.Contacts;

public static class ContactsRegistration
{
    public static IServiceCollection AddContacts(this IServiceCollection services) =>
        services
            .AddContracts(ContactContractsJson.Default)
            .AddPersonalEntity<Contact, ContactPersonalCopies>(ContactSpecs.Life)
            .AddSingleton<IEntityFollower<Contact>, ContactCustomers>()
            .AddSingleton<IWorkClaims, ContactWorkClaims>()
            .AddBatches<Contact, CreateContact, EditContact>()
            .AddLists(CohortContactFunctions.Listed)
            .AddIncluded(ContactSpecs.List);
}
