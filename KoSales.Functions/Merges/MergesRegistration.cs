using KoSales.Domain.Entities.Personal;
using KoSales.Domain.Merges;
using KoSales.Domain.Pii;
using KoSales.Functions.Entities.Personal;
using Microsoft.Extensions.DependencyInjection;

namespace KoSales.Functions.Merges;

public static class MergesRegistration
{
    public static IServiceCollection AddMerges(this IServiceCollection services) =>
        services
            .AddContracts(MergeJson.Default)
            .AddCollections(MergeRecord.Collection)
            .AddSingleton<IPersonalDataHolder, MergePersonalCopies>()
            .AddSingleton<PersonalMerging>()
            .AddSingleton<Repointing>()
            .AddSingleton<MergedPins>()
            .AddSingleton<Belongings>()
            .AddKind(MergeKinds.Leads)
            .AddKind(MergeKinds.Contacts)
            .AddKind(MergeKinds.Customers);

    private static IServiceCollection AddKind<T>(
        this IServiceCollection services,
        MergeKind<T> kind
    )
        where T : PersonalEntity =>
        services
            .AddSingleton(kind)
            .AddSingleton<MergePairs<T>>()
            .AddSingleton<DuplicateFinder<T>>()
            .AddSingleton<MergeDesk<T>>()
            .AddSingleton<UnmergeDesk<T>>()
            .AddSingleton<MergeCalls<T>>();
}
