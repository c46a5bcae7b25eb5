using KoSales.Domain.Pipelines.Workflows;
using Microsoft.AspNetCore.Http;
using NodaTime;

namespace KoSales.Functions.Reports;

/// <summary>Reads what reports are asked for off the query string; refuses with 400 what cannot
/// be.</summary>
internal static class ReportQuestions
{
    private static readonly Duration Quarter = Duration.FromDays(91);
    private static readonly Duration Month = Duration.FromDays(30);
    private static readonly Duration Longest = Duration.FromDays(1_100);

    public static FunnelQuestion Funnel(HttpRequest request, Instant now) =>
        new(
            KindOf(request),
            Text(request, "workflow_id"),
            MomentRange.Of(request, now, Quarter, Longest)
        );

    public static MomentRange Conversion(HttpRequest request, Instant now) =>
        MomentRange.Of(request, now, Month, Longest);

    public static bool ByCampaign(HttpRequest request) =>
        Choice(request, "by", ["channel", "campaign"]) == "campaign";

    public static GrowthQuestion Growth(HttpRequest request, Instant now) =>
        new(
            Text(request, "cohort_id") ?? throw Bad("cohort_id names a cohort."),
            MomentRange.Of(request, now, Month, Longest),
            Choice(request, "step", ["day", "week"]) == "week"
        );

    /// <summary>Null for all.</summary>
    public static MomentRange? Deals(HttpRequest request) => MomentRange.AsGiven(request, Longest);

    private static PipelineKind KindOf(HttpRequest request) =>
        WireNames<PipelineKind>.TryRead(request.Query["kind"].ToString(), out var kind)
            ? kind
            : throw Bad("kind is lead, contact or deal.");

    /// <summary>The first when absent.</summary>
    private static string Choice(HttpRequest request, string name, IReadOnlyList<string> choices)
    {
        if (!request.Query.TryGetValue(name, out var given))
            return choices[0];
        return choices.Contains(given.ToString())
            ? given.ToString()
            : throw Bad($"{name} is {string.Join(" or ", choices)}.");
    }

    private static string? Text(HttpRequest request, string name) =>
        request.Query[name].ToString() is { Length: > 0 } text ? text : null;

    private static RefusalException Bad(string detail) =>
        new(new Fault(FaultKind.Malformed, "query.bad_value", detail));
}
