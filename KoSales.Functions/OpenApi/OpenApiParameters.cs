using System.Collections.Frozen;
using System.Globalization;
using System.Text.Json.Nodes;
using KoSales.Functions.Api.Requests;
using Microsoft.OpenApi;

namespace KoSales.Functions.OpenApi;

/// <summary>Parameters with their types, choices and examples.</summary>
internal sealed class OpenApiParameters(IReadOnlyDictionary<string, ListSpec> lists)
{
    /// <summary>An example of one.</summary>
    public const string Cursor = "eyJ2IjoxLCJrIjoiSzAtMTAwMDAxIn0";

    private static readonly FrozenDictionary<string, string> Ids = new Dictionary<string, string>
    {
        ["agents"] = ExampleNames.Agent,
        ["api-keys"] = ExampleNames.ApiKey,
        ["calendars"] = ExampleNames.Calendar,
        ["cohort-assignment-jobs"] = ExampleNames.AssignmentJob,
        ["cohorts"] = ExampleNames.Cohort,
        ["contact-pipelines"] = "CP-1",
        ["contacts"] = ExampleNames.Contact,
        ["custom-fields"] = "CF-1",
        ["customers"] = ExampleNames.Customer,
        ["deal-pipelines"] = "DP-1",
        ["events"] = "inventory:evt_1",
        ["exports"] = ExampleNames.Job,
        ["imports"] = ExampleNames.Job,
        ["jobs"] = ExampleNames.Job,
        ["lead-pipelines"] = ExampleNames.Pipeline,
        ["deals"] = ExampleNames.Deal,
        ["documents"] = ExampleNames.Document,
        ["draft-orders"] = ExampleNames.DraftOrder,
        ["{id}"] = "Kk0pW0J6k4T2m1n8q7s5v3x9z0B2D4F6H8J0L2N4P6R",
        ["quarantine"] = "inventory:evt_1",
        ["resync"] = ExampleNames.Job,
        ["revisions"] = "2",
        ["shared-quotations"] = ExampleNames.Deal,
        ["gst-rates"] = ExampleNames.GstRate,
        ["leads"] = ExampleNames.Lead,
        ["calls"] = ExampleNames.Call,
        ["notes"] = ExampleNames.Note,
        ["notifications"] = "N-1",
        ["outbox"] = "019ab7f0c1a07d3e9b52",
        ["piis"] = ExampleNames.Pii,
        ["pipeline-workflows"] = ExampleNames.PipelineWorkflow,
        ["pipelines"] = ExampleNames.Pipeline,
        ["sessions"] = ExampleNames.Session,
        ["score-rules"] = "SR-1",
        ["forms"] = "website",
        ["signal-sources"] = ExampleNames.SignalSource,
        ["signals"] = ExampleNames.Signal,
        ["signals/source"] = "website",
        ["{source}"] = "Kk0pW0J6k4T2m1n8q7s5v3x9z0B2D4F6H8J0L2N4P6R",
        ["sla-policies"] = ExampleNames.SlaPolicy,
        ["deliveries"] = ExampleNames.Delivery,
        ["webhook-deliveries"] = ExampleNames.Delivery,
        ["webhook-subscriptions"] = ExampleNames.WebhookSubscription,
        ["uploads"] = "incoming-5f0c2d4b6a8e0f1d3c5b7a9e8f6d4c2b",
        ["task-workflows"] = ExampleNames.TaskWorkflow,
        ["tasks"] = ExampleNames.Task,
        ["teams"] = ExampleNames.Team,
    }.ToFrozenDictionary();

    public static OpenApiParameter Path(string template, string name) =>
        new()
        {
            Name = name,
            In = ParameterLocation.Path,
            Required = true,
            Schema = Text(100),
            Example = ExampleOf(template, name),
        };

    /// <summary>As a resource of that path has one.</summary>
    public static string ETagOf(string template) => $"\"{IdIn(template)}-3\"";

    public static OpenApiParameter Header(
        string name,
        string description,
        string example,
        bool required = false
    ) =>
        new()
        {
            Name = name,
            In = ParameterLocation.Header,
            Required = required,
            Description = description,
            Schema = Text(255),
            Example = example,
        };

    /// <summary>All that the query may hold: the function's own, then those of its list.</summary>
    public IEnumerable<OpenApiParameter> Queried(ApiRoute route)
    {
        foreach (var parameter in route.Query.Values.OrderBy(p => p.Name, StringComparer.Ordinal))
        {
            if (ExampleFor(parameter, route.Operation!) is { } example)
                yield return Own(parameter, example);
        }
        if (route.Operation!.List is { } list)
        {
            foreach (var parameter in OfList(lists.GetValueOrDefault(list)))
                yield return parameter;
        }
        if (route.Operation.Filters is { } filtered)
        {
            foreach (var parameter in Filters(lists[filtered]))
                yield return parameter;
        }
    }

    /// <summary>The segment before a parameter says what it names.</summary>
    private static string ExampleOf(string template, string name)
    {
        var segments = template.Split('/');
        var place = Array.FindIndex(segments, s => s.Trim('{', '}', '*') == name);
        return Ids.GetValueOrDefault($"{segments[place - 1]}/{name}") ?? Ids[segments[place - 1]];
    }

    private static string IdIn(string template)
    {
        var segments = template.Split('/');
        return Ids[segments[Array.FindIndex(segments, s => s.StartsWith('{')) - 1]];
    }

    /// <summary>Null for a parameter that takes nothing here: no relation can be included.</summary>
    private string? ExampleFor(QueryParameter parameter, OperationAttribute said) =>
        parameter.Name switch
        {
            "options" when said.OptionsExample is { } options => options,
            "fields" when said.Result is { } view => FieldsOf(view),
            "include" when said.Result is { } view => lists
                .Values.FirstOrDefault(l => l.ViewType == view && l.Includes.Count > 0)
                ?.Includes[0]
                .Name,
            _ => parameter.Example,
        };

    private static string FieldsOf(Type view) =>
        string.Join(',', OpenApiSchemas.MembersOf(ItemOf(view)).Take(3));

    /// <summary>What an answer with several shows of each.</summary>
    private static Type ItemOf(Type view) =>
        view.GetProperty("Data")?.PropertyType is { IsGenericType: true } data
        && data.GetGenericTypeDefinition() == typeof(IReadOnlyList<>)
            ? data.GetGenericArguments()[0]
            : view;

    /// <summary>One of <see cref="QueryParameters"/>.</summary>
    private static OpenApiParameter Own(QueryParameter parameter, string example) =>
        Query(
            parameter.Name,
            parameter.Description,
            SchemaOf(parameter),
            parameter.Type switch
            {
                QueryType.Flag => example == "true",
                QueryType.Number => int.Parse(example, CultureInfo.InvariantCulture),
                QueryType.Text or QueryType.Moment => example,
            },
            parameter.IsRequired
        );

    private static OpenApiSchema SchemaOf(QueryParameter parameter) =>
        parameter switch
        {
            { Choices.Count: > 0 } => Choice(parameter.Choices),
            { Type: QueryType.Flag } => new OpenApiSchema { Type = JsonSchemaType.Boolean },
            { Type: QueryType.Number } => new OpenApiSchema { Type = JsonSchemaType.Integer },
            { Type: QueryType.Moment } => new OpenApiSchema
            {
                Type = JsonSchemaType.String,
                Format = "date-time",
            },
            _ => Text(2048),
        };

    private static IEnumerable<OpenApiParameter> OfList(ListSpec? spec)
    {
        foreach (var parameter in Pages())
            yield return parameter;
        if (spec is null)
            yield break;
        yield return Query(
            "fields",
            "Members to show, separated by commas; the id always comes along.",
            Text(1000),
            FieldsOf(spec.ViewType)
        );
        yield return Sort(spec);
        if (spec.Includes.Count > 0)
            yield return Include(spec.Includes);
        foreach (var parameter in Filters(spec))
            yield return parameter;
    }

    private static OpenApiParameter Sort(ListSpec spec)
    {
        var members = string.Join(", ", spec.Sorts.Keys.Append("id"));
        return Query(
            "sort",
            $"{members}; a leading - for descending. {spec.DefaultSort} when absent.",
            Text(200),
            spec.DefaultSort
        );
    }

    private static OpenApiParameter Include(IReadOnlyList<Include> relations) =>
        Query(
            "include",
            $"Relations to add: {string.Join(", ", relations.Select(i => i.Name))}.",
            Text(200),
            relations[0].Name
        );

    private static IEnumerable<OpenApiParameter> Pages()
    {
        yield return Query(
            "limit",
            "Items per page.",
            new OpenApiSchema
            {
                Type = JsonSchemaType.Integer,
                Minimum = "1",
                Maximum = "200",
                Default = 50,
            },
            50
        );
        yield return Query(
            "cursor",
            "The next_cursor of the page before, with the same filter and sort.",
            Text(2048),
            Cursor
        );
        yield return Query("count", "Adds the total.", Choice(["exact", "estimate"]), "exact");
    }

    private static IEnumerable<OpenApiParameter> Filters(ListSpec spec) =>
        spec.Fields.Select(f => FilterOn(spec, f.Key, f.Value));

    private static OpenApiParameter FilterOn(ListSpec spec, string field, FieldType type)
    {
        var choices = spec.ChoicesOf(field);
        return Query(
            field,
            $"Filter. Operators, written {field}[op]: {string.Join(", ", FilterParameters.For(type))}; a,b for one of several.",
            FilterSchema(type, choices),
            FilterExample(spec, field, type)
        );
    }

    // What takes several values at once takes them as one text, with commas.
    private static OpenApiSchema FilterSchema(FieldType type, IEnumerable<string>? choices) =>
        type switch
        {
            FieldType.Flag => new OpenApiSchema { Type = JsonSchemaType.Boolean },
            FieldType.Number => new OpenApiSchema
            {
                Type = JsonSchemaType.Number | JsonSchemaType.String,
            },
            FieldType.Instant => new OpenApiSchema
            {
                Type = JsonSchemaType.String,
                Format = "date-time",
            },
            _ when choices is not null => new OpenApiSchema
            {
                AnyOf = [Choice(choices), Text(256)],
            },
            _ => Text(256),
        };

    private static JsonNode FilterExample(ListSpec spec, string field, FieldType type) =>
        type switch
        {
            FieldType.Flag => true,
            FieldType.Number => 50,
            FieldType.Instant => "2026-11-22T07:30:00.000Z",
            FieldType.Date => "2026-11-22",
            _ when spec.ChoicesOf(field) is { Count: > 0 } choices => choices.First(),
            _ when field == "id" && Ids.TryGetValue(spec.Name, out var id) => id,
            _ => ExampleNames.OfField(field),
        };

    private static OpenApiParameter Query(
        string name,
        string description,
        OpenApiSchema schema,
        JsonNode example,
        bool required = false
    ) =>
        new()
        {
            Name = name,
            In = ParameterLocation.Query,
            Required = required,
            Description = description,
            Schema = schema,
            Example = example,
        };

    private static OpenApiSchema Text(int longest) =>
        new() { Type = JsonSchemaType.String, MaxLength = longest };

    private static OpenApiSchema Choice(IEnumerable<string> names) =>
        new() { Type = JsonSchemaType.String, Enum = [.. names.Select(n => (JsonNode)n)] };
}
