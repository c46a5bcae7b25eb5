using System.Text.Json;
using System.Text.Json.Nodes;
using KoSales.Functions.Absences;
using KoSales.Functions.Agents;
using KoSales.Functions.Assignment;
using KoSales.Functions.AssignmentJobs;
using KoSales.Functions.Audit;
using KoSales.Functions.Auth;
using KoSales.Functions.Auth.Keys;
using KoSales.Functions.Auth.Links;
using KoSales.Functions.Auth.Sessions;
using KoSales.Functions.Calendars;
using KoSales.Functions.Calls;
using KoSales.Functions.Cohorts;
using KoSales.Functions.Contacts;
using KoSales.Functions.Conversions;
using KoSales.Functions.Customers;
using KoSales.Functions.CustomFields;
using KoSales.Functions.Deals;
using KoSales.Functions.Documents;
using KoSales.Functions.Exports;
using KoSales.Functions.Feed;
using KoSales.Functions.Flows;
using KoSales.Functions.Health;
using KoSales.Functions.Imports;
using KoSales.Functions.Inbound;
using KoSales.Functions.Invariants;
using KoSales.Functions.InventorySync;
using KoSales.Functions.Jobs;
using KoSales.Functions.Leads;
using KoSales.Functions.Leads.Parts.Cohorts;
using KoSales.Functions.Merges;
using KoSales.Functions.Notes;
using KoSales.Functions.Notifications;
using KoSales.Functions.Orders;
using KoSales.Functions.Outbox;
using KoSales.Functions.Pii;
using KoSales.Functions.Pipelines;
using KoSales.Functions.Quotations;
using KoSales.Functions.Reports;
using KoSales.Functions.Scoring;
using KoSales.Functions.Search;
using KoSales.Functions.Signals;
using KoSales.Functions.SignalSources;
using KoSales.Functions.Sla;
using KoSales.Functions.Subscriptions;
using KoSales.Functions.Tasks;
using KoSales.Functions.Tasks.Workflows;
using KoSales.Functions.Taxes;
using KoSales.Functions.Teams;
using KoSales.Functions.Timeline;
using Microsoft.OpenApi;

namespace KoSales.Functions.OpenApi;

/// <summary>The examples of all features, written by the app's own rules of JSON; each stands once among
/// the components.</summary>
internal sealed class OpenApiExamples(OpenApiDocument document)
{
    private static readonly ContractExample[] All =
    [
        .. AbsenceExamples.All,
        .. AgentExamples.All,
        .. ApiKeyExamples.All,
        .. AssignmentExamples.All,
        .. AssignmentJobExamples.All,
        .. AuditExamples.All,
        .. AuthExamples.All,
        .. CalendarExamples.All,
        .. CallExamples.All,
        .. CohortExamples.All,
        .. ContactExamples.All,
        .. ConversionExamples.All,
        .. MergeExamples.All,
        .. CustomFieldExamples.All,
        .. CustomerExamples.All,
        .. DealExamples.All,
        .. DocumentExamples.All,
        .. DraftOrderExamples.All,
        .. ExportExamples.All,
        .. FeedExamples.All,
        .. FlowExamples.All,
        .. GstRateExamples.All,
        .. HealthExamples.All,
        .. ImportExamples.All,
        .. InboundExamples.All,
        .. InvariantExamples.All,
        .. InventorySyncExamples.All,
        .. JobExamples.All,
        .. LeadCohortExamples.All,
        .. LinkExamples.All,
        .. LoginSessionExamples.All,
        .. LeadExamples.All,
        .. NoteExamples.All,
        .. NotificationExamples.All,
        .. OpenApiDocsExamples.All,
        .. OutboxExamples.All,
        .. PiiExamples.All,
        .. PipelineExamples.All,
        .. QuotationExamples.All,
        .. WorkflowExamples.All,
        .. ReportExamples.All,
        .. ScoreExamples.All,
        .. SearchExamples.All,
        .. SignalExamples.All,
        .. SignalSourceExamples.All,
        .. SlaExamples.All,
        .. SubscriptionExamples.All,
        .. TaskExamples.All,
        .. TaskWorkflowExamples.All,
        .. TeamExamples.All,
        .. TimelineExamples.All,
    ];

    /// <summary>Null where there is none.</summary>
    public static JsonNode? Of(Type contract, string function) =>
        Find(contract, function) is { } example
            ? JsonSerializer.SerializeToNode(
                example.Value,
                example.Contract,
                OpenApiSchemas.Reflected
            )
            : null;

    /// <summary>The component's name, without the function where it is the usual example.</summary>
    public static string NameOf(Type contract, string function) =>
        Find(contract, function) is { Functions.Count: > 0 }
            ? $"{function}.{contract.Name}"
            : contract.Name;

    /// <summary>A reference to the value among the components; null without a value.</summary>
    public IOpenApiExample? Named(string name, JsonNode? value)
    {
        if (value is null)
            return null;
        document.Components!.Examples![name] = new OpenApiExample { Value = value };
        return new OpenApiExampleReference(name, document);
    }

    private static ContractExample? Find(Type contract, string function) =>
        Array.Find(All, e => e.Contract == contract && e.Functions.Contains(function))
        ?? Array.Find(All, e => e.Contract == contract && e.Functions.Count == 0);
}

/// <summary>Of the document itself and its page.</summary>
internal static class OpenApiDocsExamples
{
    public static readonly ContractExample[] All =
    [
        ContractExample.Text("<!doctype html><html lang=\"en\">…</html>", "DocsPage"),
        ContractExample.Of(
            new JsonObject
            {
                ["openapi"] = "3.1.2",
                ["info"] = new JsonObject { ["title"] = "KO Sales" },
            },
            "OpenApiGet"
        ),
    ];
}
