using KoSales.Functions.Absences;
using KoSales.Functions.Agents;
using KoSales.Functions.Assignment;
using KoSales.Functions.AssignmentJobs;
using KoSales.Functions.Audit;
using KoSales.Functions.Auth;
using KoSales.Functions.Calendars;
using KoSales.Functions.Calls;
using KoSales.Functions.Claims;
using KoSales.Functions.Cohorts;
using KoSales.Functions.Contacts;
using KoSales.Functions.Conversions;
using KoSales.Functions.Customers;
using KoSales.Functions.CustomFields;
using KoSales.Functions.Deals;
using KoSales.Functions.Documents;
using KoSales.Functions.Durable;
using KoSales.Functions.Entities;
using KoSales.Functions.Exports;
using KoSales.Functions.Feed;
using KoSales.Functions.Files;
using KoSales.Functions.FirstRun;
using KoSales.Functions.Flows;
using KoSales.Functions.Health;
using KoSales.Functions.Imports;
using KoSales.Functions.Inbound;
using KoSales.Functions.Invariants;
using KoSales.Functions.InventorySync;
using KoSales.Functions.Jobs;
using KoSales.Functions.Leads;
using KoSales.Functions.Leads.Parts;
using KoSales.Functions.Mail;
using KoSales.Functions.Merges;
using KoSales.Functions.Notes;
using KoSales.Functions.Notifications;
using KoSales.Functions.OpenApi;
using KoSales.Functions.Orders;
using KoSales.Functions.Outbox;
using KoSales.Functions.Pii;
using KoSales.Functions.Pipelines;
using KoSales.Functions.Quotations;
using KoSales.Functions.Reports;
using KoSales.Functions.Rules;
using KoSales.Functions.Scoring;
using KoSales.Functions.Search;
using KoSales.Functions.Signals;
using KoSales.Functions.SignalSources;
using KoSales.Functions.Sla;
using KoSales.Functions.Startup;
using KoSales.Functions.Subscriptions;
using KoSales.Functions.Tasks;
using KoSales.Functions.Taxes;
using KoSales.Functions.Teams;
using KoSales.Functions.Timeline;
using KoSales.Functions.Writing;
using KoSales.LocalHost;

return await StartReport.RunAsync(
    args,
    () =>
    {
        // Settings are read once. To see them change, the framework would watch the content root with all
        // that lies in it, the store's files too; it asks before it looks at the command line.
        Environment.SetEnvironmentVariable("DOTNET_hostBuilder__reloadConfigOnChange", "false");
        var builder = WorkerBuilder.Create(args);
        if (!HostKind.IsStartedByHost)
            builder.UseLocalHost(args);
        builder.AddWebApplication();
        builder.UseDataFolder();
        builder.UseApi();
        builder
            .Services.AddFunctionExecutor()
            .AddDocumentStore()
            .AddApi(builder.Configuration)
            .AddOutbox()
            .AddWriting()
            .AddJobs()
            .AddMail()
            .AddAudit()
            .AddAuth(builder.Configuration)
            .AddAgents()
            .AddTeams()
            .AddFirstRun(builder.Configuration)
            .AddPii()
            .AddInbound()
            .AddCustomFields()
            .AddTimeline()
            .AddScoring()
            .AddSearch()
            .AddCalendars()
            .AddSla()
            .AddAssignment()
            .AddLeads()
            .AddClaims()
            .AddAbsences()
            .AddPipelines()
            .AddCohorts()
            .AddRules()
            .AddFiles()
            .AddImports()
            .AddTasks()
            .AddNotes()
            .AddCalls()
            .AddSignals()
            .AddLeadParts()
            .AddEntities()
            .AddContacts()
            .AddCustomers()
            .AddDeals()
            .AddDocuments()
            .AddTaxes()
            .AddOrders()
            .AddQuotations()
            .AddConversions()
            .AddMerges()
            .AddInventorySync()
            .AddSignalSources()
            .AddExports()
            .AddDurable()
            .AddFlows()
            .AddAssignmentJobs()
            .AddReports()
            .AddInvariants()
            .AddNotifications()
            .AddFeed()
            .AddSubscriptions()
            .AddHealth()
            .AddOpenApiDocument()
            .AddTelemetry(builder.Configuration)
            .AddStartGate();
        return builder.Build();
    }
);
