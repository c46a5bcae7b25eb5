namespace KoSales.Functions.Api.Endpoints;

/// <summary>What the OpenAPI document says of an HTTP function. Every HTTP function has one; a test
/// compares document and routes.</summary>
/// <param name="summary">One line, imperative: <c>Create a lead</c>.</param>
[AttributeUsage(AttributeTargets.Method)]
public sealed class OperationAttribute(string summary) : Attribute
{
    public string Summary { get; } = summary;

    /// <summary>The resource, as in the path: <c>leads</c>.</summary>
    public required string Tag { get; init; }

    /// <summary>Contract of the JSON body; null for none.</summary>
    public Type? Body { get; init; }

    /// <summary>Contract of the answer's JSON body; null for none. With <see cref="List"/>: of one
    /// item.</summary>
    public Type? Result { get; init; }

    /// <summary>Status of success.</summary>
    public int Status { get; init; } = 200;

    /// <summary>Name of the <c>ListSpec</c> whose filters, sorts and paging the operation takes; null when
    /// it is no list.</summary>
    public string? List { get; init; }

    /// <summary>The body is a JSON merge patch and If-Match is required.</summary>
    public bool Patch { get; init; }

    /// <summary>Media type of the answer when it is not JSON: <c>text/html</c>.</summary>
    public string? ResultType { get; init; }

    /// <summary>Media type of the body when it is not JSON: <c>text/csv</c>.</summary>
    public string? BodyType { get; init; }

    /// <summary>Names of query parameters taken besides those of a list, each described in
    /// <see cref="QueryParameters"/>: <c>atomic</c>.</summary>
    public string[] Query { get; init; } = [];

    /// <summary>A value of its <c>options</c> parameter; null for the one that
    /// <see cref="QueryParameters"/> has.</summary>
    public string? OptionsExample { get; init; }

    /// <summary>Takes <c>dry_run=true</c>, which runs the action itself up to its commit and answers with
    /// <see cref="RehearsalView"/>. The use case records its
    /// answer right before its one commit.</summary>
    public bool Rehearses { get; init; }

    /// <summary>Takes <c>fields</c> and <c>include</c>, as a single resource does.</summary>
    public bool Picks { get; init; }

    /// <summary>Name of the <c>ListSpec</c> whose filters it takes without being a list.</summary>
    public string? Filters { get; init; }

    /// <summary>More than the summary says; null for nothing.</summary>
    public string? Description { get; init; }
}

/// <summary>A success of another shape or status than the operation's own, such as that of a dry
/// run.</summary>
/// <param name="result">Contract of the JSON body.</param>
/// <param name="when">When it is answered: <c>With dry_run=true: what would happen.</c></param>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = true)]
public sealed class AlsoAnswersAttribute(int status, Type result, string when) : Attribute
{
    public int Status { get; } = status;

    public Type Result { get; } = result;

    public string When { get; } = when;
}
