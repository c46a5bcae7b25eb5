using System.Collections.Frozen;

namespace KoSales.Functions.Api.Endpoints;

/// <summary>The form of a query parameter's value.</summary>
public enum QueryType
{
    Text,

    /// <summary><c>true</c> or <c>false</c>.</summary>
    Flag,

    /// <summary>A whole number.</summary>
    Number,

    /// <summary>An instant in RFC 3339, with zone.</summary>
    Moment,
}

/// <summary>A query parameter that functions take besides the filters and pages of a list.</summary>
/// <param name="Example">A value that is taken.</param>
public sealed record QueryParameter(string Name, QueryType Type, string Description, string Example)
{
    /// <summary>The values taken; empty for any of the type.</summary>
    public IReadOnlyList<string> Choices { get; init; } = [];

    /// <summary>The call is refused without it.</summary>
    public bool IsRequired { get; init; }
}

/// <summary>Every query parameter once. Functions name those they take in
/// <see cref="OperationAttribute.Query"/>;
/// requests are checked against them and the OpenAPI document is written from them.</summary>
public static class QueryParameters
{
    public const string DryRun = "dry_run";

    private static readonly FrozenDictionary<string, QueryParameter> Known = new[]
    {
        new QueryParameter(
            DryRun,
            QueryType.Flag,
            "Answers with what would happen, and changes nothing.",
            "true"
        ),
        new("atomic", QueryType.Flag, "All operations or none.", "true"),
        new("deleted", QueryType.Flag, "The deleted ones instead, for restoring.", "true"),
        new("owner_id", QueryType.Text, "Of this owner only.", "A0-0007"),
        new("team_id", QueryType.Text, "Of this team only.", "TM-1"),
        new(
            "rotting",
            QueryType.Flag,
            "Those that have been in their stage for longer than it allows.",
            "true"
        ),
        new("unread", QueryType.Flag, "Those not read yet.", "true"),
        new(
            "overdue",
            QueryType.Flag,
            "Open ones past their due instant, the oldest first.",
            "true"
        ),
        new(
            "on_duplicate",
            QueryType.Text,
            "What to do when an open lead has the phone already; fail when absent.",
            "merge"
        )
        {
            Choices = ["fail", "merge", "signal"],
        },
        new("assign", QueryType.Text, "Finds an owner; in the pool when absent.", "auto")
        {
            Choices = ["auto"],
        },
        new("kind", QueryType.Text, "Which pipelines.", "lead")
        {
            Choices = ["lead", "contact", "deal"],
            IsRequired = true,
        },
        new("workflow_id", QueryType.Text, "One workflow only.", "PW-1"),
        new("workflow_version", QueryType.Number, "As it was published then.", "2"),
        new("group", QueryType.Text, "By what figures are grouped; agent when absent.", "team")
        {
            Choices = ["agent", "team", "stage"],
        },
        new(
            "by",
            QueryType.Text,
            "How fine sources are told apart; channel when absent.",
            "campaign"
        )
        {
            Choices = ["channel", "campaign"],
        },
        new("step", QueryType.Text, "Of what length the steps are; day when absent.", "week")
        {
            Choices = ["day", "week"],
        },
        new("cohort_id", QueryType.Text, "The cohort.", "COH-1") { IsRequired = true },
        new(
            "from",
            QueryType.Moment,
            "The instant from which; 30 or 91 days before to when absent, as the operation says.",
            "2026-11-01T00:00:00.000Z"
        ),
        new(
            "to",
            QueryType.Moment,
            "The instant before which; now when absent.",
            "2026-12-01T00:00:00.000Z"
        ),
        new("expires", QueryType.Number, "As the address was given out.", "1795330800")
        {
            IsRequired = true,
        },
        new(
            "signature",
            QueryType.Text,
            "As the address was given out.",
            "Kk0pW0J6k4T2m1n8q7s5v3x9z0B2D4F6H8J0L2N4P6R"
        )
        {
            IsRequired = true,
        },
        new(
            "reason",
            QueryType.Text,
            "Why the file is opened, for the access log; needed where the document is about a person.",
            "checking the address"
        ),
        new(
            "product_class",
            QueryType.Text,
            "pesticide, fertilizer or seed, or the HSN code of the goods.",
            "pesticide"
        )
        {
            IsRequired = true,
        },
        new(
            "state",
            QueryType.Text,
            "GST code of the state where they sell; that of the contact's address when absent.",
            "23"
        ),
        new(
            "against",
            QueryType.Number,
            "The revision that it is compared with; the one before when absent.",
            "1"
        ),
        new("agent_id", QueryType.Text, "For this agent, leave and shift included.", "A0-0007"),
        new("on", QueryType.Text, "As of that day or instant; now when absent.", "2026-12-01"),
        new(
            "q",
            QueryType.Text,
            "An id, the beginning or a whole word of a name, or a whole phone, e-mail or GSTIN.",
            "9876543210"
        )
        {
            IsRequired = true,
        },
        new("id", QueryType.Text, "The record that is asked about.", "K0-100001")
        {
            IsRequired = true,
        },
        new(
            "after",
            QueryType.Text,
            "The next_cursor of the call before, or now for what happens from now on.",
            "now"
        ),
        new(
            "types",
            QueryType.Text,
            "Types of events, separated by commas; all when absent.",
            "lead.created,lead.updated"
        ),
        new("filename", QueryType.Text, "The name of the file, for people.", "leads.csv"),
        new(
            "options",
            QueryType.Text,
            "The import's options as JSON; the header X-Import-Options does as well.",
            "{\"mapping\":{\"Name\":\"name\",\"Mobile\":\"phone\"},\"defaults\":{\"kind\":\"farmer\"},\"on_duplicate\":\"skip\"}"
        ),
        new(
            "bom",
            QueryType.Flag,
            "Whether the file begins with a byte order mark, by which Excel knows its encoding; true when absent.",
            "false"
        ),
        new("hub.mode", QueryType.Text, "As Meta sends it: subscribe.", "subscribe"),
        new("hub.challenge", QueryType.Text, "What is to be answered.", "1158201444"),
        new("hub.verify_token", QueryType.Text, "The source's.", "kharif-2026-verify"),
        new("limit", QueryType.Number, "Items per page, 1 to 200.", "50"),
        new("count", QueryType.Text, "Adds the total.", "exact")
        {
            Choices = ["exact", "estimate"],
        },
        new("cursor", QueryType.Text, "The next_cursor of the page before.", "eyJ2IjoxfQ"),
        new(
            "fields",
            QueryType.Text,
            "Members to show, separated by commas; the id always comes along.",
            "id,name"
        ),
        new("include", QueryType.Text, "Relations to add, separated by commas.", "owner"),
    }.ToFrozenDictionary(p => p.Name, StringComparer.Ordinal);

    /// <exception cref="KeyNotFoundException">A function takes a parameter that is not described
    /// here.</exception>
    public static QueryParameter Of(string name) =>
        Known.TryGetValue(name, out var parameter)
            ? parameter
            : throw new KeyNotFoundException($"the query parameter {name} is not described");
}
