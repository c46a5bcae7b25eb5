using KoSales.Domain.Leads;
using KoSales.Domain.Pii;
using KoSales.Functions.Assignment;
using KoSales.Functions.AssignmentJobs.Planning;
using KoSales.Functions.Entities.Changing;
using KoSales.Functions.Entities.Handing;
using KoSales.Functions.Entities.Parts;
using KoSales.Functions.Entities.Personal;
using KoSales.Functions.Leads.Bulk;
using KoSales.Functions.Leads.Handing;
using KoSales.Functions.Leads.Intake;
using KoSales.Functions.Leads.Personal;
using KoSales.Functions.Pii;
using KoSales.Functions.Pii.Consents;
using KoSales.Functions.Search;
using KoSales.Functions.Storage.Migrations;
using Microsoft.Extensions.DependencyInjection;

namespace KoSales.Functions.Leads;

public static class LeadsRegistration
{
    public static IServiceCollection AddLeads(this IServiceCollection services)
    {
        services.AddOptions<LeadSettings>().BindConfiguration(LeadSettings.Section);
        return services.AddLeadFeatures();
    }

    private static IServiceCollection AddLeadFeatures(this IServiceCollection services) =>
        services
            .AddCollections(LeadStore.Collection)
            .AddContracts(LeadContractsJson.Default)
            .AddLists(LeadLists.Leads)
            .AddIncluded(LeadLists.Leads)
            .AddSingleton(new UntidyTexts(LeadStore.Collection, "external_ref"))
            .AddSingleton<IDataMigration, LeadNameWords>()
            .AddSingleton(LeadLists.Entity)
            .AddSingleton(LeadFields.Decisions)
            .AddSingleton<IEntityScores<Lead>, LeadScores>()
            .AddSingleton<IEntityFollower<Lead>, LeadCounts>()
            .AddSingleton<LeadDuplicates>()
            .AddSingleton<IEntityDuplicates<Lead>>(s => s.GetRequiredService<LeadDuplicates>())
            .AddSingleton<LeadWhereabouts>()
            .AddSingleton<HandoverRequests>()
            .AddSingleton<EntityUpkeep<Lead>>()
            .AddSingleton<EntityWriter<Lead>>()
            .AddSingleton<LeadEnquiries>()
            .AddSingleton<LeadMerging>()
            .AddSingleton<LeadAssembly>()
            .AddSingleton<LeadIntake>()
            .AddSingleton<IBulkLeadIntake, BulkLeadIntake>()
            .AddSingleton<IPlanSubjects, EntityPlanSubjects<Lead>>()
            .AddSingleton<IAssignedEntities, LeadHandovers>()
            .AddSingleton<IEntityChanges<Lead>, LeadChanges>()
            .AddSingleton<EntityAssigning<Lead>>()
            .AddSingleton<LeadDesk>()
            .AddSingleton<LeadBatch>()
            .AddSingleton<ISearchSource, EntitySearch<Lead>>()
            .AddSingleton<ISubjectScope, PersonalScope<Lead>>()
            .AddSingleton<IConsentSubjects, LeadConsentSubjects>()
            .AddSingleton<IPersonalDataHolder, LeadPersonalCopies>();
}
