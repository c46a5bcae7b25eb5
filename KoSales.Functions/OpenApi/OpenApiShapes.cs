using System.Collections.Frozen;
using System.Text.Json;
using System.Text.Json.Nodes;
using KoSales.Domain.Calendars;
using KoSales.Domain.Filters.Reading;
using KoSales.Domain.Pipelines.Workflows;
using KoSales.Functions.Calendars;
using KoSales.Functions.Cohorts;
using KoSales.Functions.Cohorts.Evaluation;
using KoSales.Functions.Contacts;
using KoSales.Functions.Customers;
using KoSales.Functions.Deals;
using KoSales.Functions.Exports;
using KoSales.Functions.Feed;
using KoSales.Functions.Leads;
using KoSales.Functions.Pipelines.Workflows;
using KoSales.Functions.Scoring;
using KoSales.Functions.Signals;
using KoSales.Functions.SignalSources.Taking;
using KoSales.Functions.Subscriptions;
using Microsoft.OpenApi;

namespace KoSales.Functions.OpenApi;

/// <summary>What the members look like that contracts declare as raw JSON, and the types that write
/// themselves.</summary>
internal sealed class OpenApiShapes(OpenApiSchemas schemas)
{
    /// <summary>The member of entities and their bodies that holds custom fields.</summary>
    private const string Custom = "custom";

    private const JsonSchemaType Scalar =
        JsonSchemaType.String | JsonSchemaType.Number | JsonSchemaType.Boolean;

    private static readonly Type[] BatchedBodies =
    [
        typeof(CreateLead),
        typeof(EditLead),
        typeof(CreateContact),
        typeof(EditContact),
        typeof(CreateCustomer),
        typeof(EditCustomer),
        typeof(CreateDeal),
        typeof(EditDeal),
    ];

    private static readonly FrozenDictionary<
        (Type Contract, string Member),
        Func<OpenApiShapes, IOpenApiSchema>
    > Members = new Dictionary<(Type, string), Func<OpenApiShapes, IOpenApiSchema>>
    {
        [Of<CreateCohort>(nameof(CreateCohort.Rule))] = s => s.Rule(),
        [Of<EditCohort>(nameof(EditCohort.Rule))] = s => s.Rule(),
        [Of<CohortView>(nameof(CohortView.Rule))] = s => s.Rule(),
        [Of<PreviewCohort>(nameof(PreviewCohort.Rule))] = s => s.Rule(),
        [Of<CohortExplanationView>(nameof(CohortExplanationView.Rule))] = s => s.ExplainedRule(),
        [Of<CohortPreviewView>(nameof(CohortPreviewView.Sample))] = s => s.Lead(),
        [Of<CreateScoreRule>(nameof(CreateScoreRule.Rule))] = s => s.Rule(),
        [Of<EditScoreRule>(nameof(EditScoreRule.Rule))] = s => s.Rule(),
        [Of<ScoreRuleView>(nameof(ScoreRuleView.Rule))] = s => s.Rule(),
        [Of<ExplainedTerm>(nameof(ExplainedTerm.Condition))] = s => s.RuleCondition(),
        [Of<CreatePipelineWorkflow>(nameof(CreatePipelineWorkflow.StartsWhen))] = s => s.Rule(),
        [Of<EditPipelineWorkflow>(nameof(EditPipelineWorkflow.StartsWhen))] = s => s.Rule(),
        [Of<PipelineWorkflowView>(nameof(PipelineWorkflowView.StartsWhen))] = s => s.Rule(),
        [Of<StageBody>(nameof(StageBody.EntryGuard))] = s => s.Rule(),
        [Of<StageDefinition>(nameof(StageDefinition.EntryGuard))] = s => s.Rule(),
        [Of<ExportRecords>(nameof(ExportRecords.Filter))] = s => s.Rule(),
        [Of<FeedEventView>(nameof(FeedEventView.Data))] = _ => EventFact(),
        [Of<CreateSubscription>(nameof(CreateSubscription.Filter))] = s => s.Rule(),
        [Of<EditSubscription>(nameof(EditSubscription.Filter))] = s => s.Rule(),
        [Of<SubscriptionView>(nameof(SubscriptionView.Filter))] = s => s.Rule(),
        [Of<BatchOperation>(nameof(BatchOperation.Body))] = s => s.BatchedBody(),
        [Of<BatchResult>(nameof(BatchResult.Problem))] = s => s.Problem(),
        [Of<SignalView>(nameof(SignalView.Payload))] = _ => Anything(),
        [Of<PreviewSignal>(nameof(PreviewSignal.Payload))] = _ => Anything(),
    }.ToFrozenDictionary();

    /// <summary>Null for a member that its type describes.</summary>
    /// <param name="answer">Whether the contract is one of an answer: bodies may clear custom
    /// fields.</param>
    public IOpenApiSchema? OfMember(Type contract, string name, bool answer) =>
        name == Custom
            ? CustomValue(answer ? default : JsonSchemaType.Null)
            : Members.GetValueOrDefault((contract, name))?.Invoke(this);

    /// <summary>Null for a type that may be anything.</summary>
    public IOpenApiSchema? OfType(Type? type)
    {
        if (type == typeof(DayWindow))
            return schemas.Of(typeof(WindowForm), answer: false);
        return type == typeof(DateTimeOffset)
            ? new OpenApiSchema { Type = JsonSchemaType.String, Format = "date-time" }
            : null;
    }

    /// <summary>Of what other systems send as they like.</summary>
    private static OpenApiSchema Anything() =>
        new()
        {
            Type = Scalar | JsonSchemaType.Object | JsonSchemaType.Array | JsonSchemaType.Null,
        };

    /// <summary>As <see cref="FilterJson"/> reads it.</summary>
    private IOpenApiSchema Rule() =>
        schemas.Named(
            "Rule",
            rule =>
            {
                rule.Description =
                    $"A tree of conditions, at most {FilterJson.DeepestNesting} levels deep and {FilterJson.MostConditions} conditions in all.";
                rule.OneOf =
                [
                    Joined("RuleAll", "all", Several(Rule), "Matches when every term does."),
                    Joined("RuleAny", "any", Several(Rule), "Matches when one term does."),
                    Joined("RuleNot", "not", Rule(), "Matches when the term does not."),
                    RuleCondition(),
                ];
            }
        );

    private IOpenApiSchema RuleCondition() =>
        schemas.Named(
            "RuleCondition",
            condition =>
            {
                condition.Type = JsonSchemaType.Object;
                condition.AdditionalPropertiesAllowed = false;
                condition.Required = new HashSet<string> { "field", "op", "value" };
                condition.Properties = ConditionMembers();
            }
        );

    private Dictionary<string, IOpenApiSchema> ConditionMembers() =>
        new()
        {
            ["field"] = new OpenApiSchema
            {
                Type = JsonSchemaType.String,
                Description =
                    "Dotted path, such as address.state_code, custom.country or tasks.open.",
            },
            ["op"] = new OpenApiSchema
            {
                Type = JsonSchemaType.String,
                Enum = [.. Enum.GetValues<FilterOperator>().Select(o => (JsonNode)o.Wire())],
            },
            ["value"] = schemas.Named("RuleValue", FillValue),
        };

    private static void FillValue(OpenApiSchema value)
    {
        value.Description =
            "Of the field's type; a list for in, nin, contains_any and contains_all; a span such as 7d for within_last, older_than and within_next.";
        value.AnyOf =
        [
            new OpenApiSchema { Type = Scalar },
            new OpenApiSchema
            {
                Type = JsonSchemaType.Array,
                MinItems = 1,
                MaxItems = 1000,
                Items = new OpenApiSchema { Type = Scalar },
            },
        ];
    }

    private IOpenApiSchema Joined(
        string component,
        string member,
        IOpenApiSchema terms,
        string description
    ) =>
        schemas.Named(
            component,
            node =>
            {
                node.Type = JsonSchemaType.Object;
                node.Description = description;
                node.AdditionalPropertiesAllowed = false;
                node.Required = new HashSet<string> { member };
                node.Properties = new Dictionary<string, IOpenApiSchema> { [member] = terms };
            }
        );

    private IOpenApiSchema ExplainedRule() =>
        schemas.Named(
            "ExplainedRule",
            rule =>
            {
                rule.Description = "The rule as it is written, each node with what it comes to.";
                rule.OneOf =
                [
                    Explained("ExplainedAll", new() { ["all"] = Several(ExplainedRule) }),
                    Explained("ExplainedAny", new() { ["any"] = Several(ExplainedRule) }),
                    Explained("ExplainedNot", new() { ["not"] = ExplainedRule() }),
                    Explained("ExplainedCondition", ConditionMembers()),
                ];
            }
        );

    private IOpenApiSchema Explained(
        string component,
        Dictionary<string, IOpenApiSchema> members
    ) =>
        schemas.Named(
            component,
            node =>
            {
                node.Type = JsonSchemaType.Object;
                node.Required = members.Keys.Append("outcome").ToHashSet();
                node.Properties = members;
                node.Properties["outcome"] = new OpenApiSchema
                {
                    Type = JsonSchemaType.String,
                    Enum = ["true", "false", "unknown"],
                };
                node.Properties["seen"] = new OpenApiSchema
                {
                    Type = JsonSchemaType.String,
                    Description = "The value that a condition saw, or missing.",
                };
                node.Properties["changes_at"] = new OpenApiSchema
                {
                    Type = JsonSchemaType.String,
                    Format = "date-time",
                    Description = "When the outcome may change next by time alone.",
                };
            }
        );

    private static OpenApiSchema Several(Func<IOpenApiSchema> of) =>
        new() { Type = JsonSchemaType.Array, Items = of() };

    /// <param name="also">Null where it clears the field.</param>
    private static OpenApiSchema CustomValue(JsonSchemaType also) =>
        new()
        {
            Type = Scalar | also,
            Description = "By the field's type: a text, a number, true or false, a date as text.",
        };

    private static OpenApiSchema EventFact() =>
        new()
        {
            Type = Scalar | JsonSchemaType.Array | JsonSchemaType.Object,
            Description = "By the event's type: an id, a key, a number or several of them.",
        };

    // Rules are about leads so far, and so are batches.
    private IOpenApiSchema Lead() => schemas.Of(typeof(LeadView), answer: true);

    private IOpenApiSchema Problem() =>
        schemas.Named(OpenApiProblems.Problem, OpenApiProblems.Fill);

    /// <summary>Of the kind of record that the batch is about.</summary>
    private OpenApiSchema BatchedBody() =>
        new() { AnyOf = [.. BatchedBodies.Select(body => schemas.Of(body, answer: false))] };

    private static (Type, string) Of<TContract>(string member) =>
        (typeof(TContract), JsonNamingPolicy.SnakeCaseLower.ConvertName(member));
}
