using KoSales.Domain.CustomFields;
using KoSales.Functions.References;
using Microsoft.Extensions.DependencyInjection;

namespace KoSales.Functions.CustomFields;

public static class CustomFieldsRegistration
{
    public static IServiceCollection AddCustomFields(this IServiceCollection services) =>
        services
            .AddReferences(typeof(FieldReferences))
            .AddCollections(CustomField.Collection)
            .AddSingleton(new UntidyTexts(CustomField.Collection))
            .AddContracts(CustomFieldContractsJson.Default)
            .AddLists(CustomFieldLists.CustomFields)
            .AddSingleton<CustomFieldCache>()
            .AddSingleton<IDynamicFields>(s => s.GetRequiredService<CustomFieldCache>())
            .AddSingleton<CustomFieldDesk>();
}
