using KoSales.Domain.Customers;
using KoSales.Functions.Entities;
using Microsoft.Extensions.DependencyInjection;

namespace KoSales.Functions.Customers;

public static class CustomersRegistration
{
    public static IServiceCollection AddCustomers(this IServiceCollection services) =>
        services
            .AddContracts(CustomerContractsJson.Default)
            .AddPersonalEntity<Customer, CustomerPersonalCopies>(CustomerSpecs.Life)
            .AddSingleton<CustomerNumbers>()
            .AddSingleton<IFilledMember>(s => s.GetRequiredService<CustomerNumbers>())
            .AddBatches<Customer, CreateCustomer, EditCustomer>()
            .AddLists(CohortCustomerFunctions.Listed)
            .AddIncluded(CustomerSpecs.List);
}
