using System.Globalization;
using KoSales.Functions.Api.Csv;

namespace KoSales.Functions.Sla.Reports;

/// <summary>The report as a file: a row for each group.</summary>
internal static class SlaTable
{
    private static readonly string[] Columns =
    [
        "key",
        "count",
        "met",
        "open_breached",
        "met_percent",
        "median_minutes",
        "p90_minutes",
        "breach_minutes",
    ];

    public static CsvAnswer Of(SlaReportView view) =>
        new("sla.csv", Columns, view.Groups.Select(RowOf).Chunk(500).ToAsyncEnumerable());

    private static string?[] RowOf(SlaGroupView group)
    {
        var figures = group.Figures;
        object?[] cells =
        [
            group.Key,
            figures.Count,
            figures.Met,
            figures.OpenBreached,
            figures.MetPercent,
            figures.MedianMinutes,
            figures.P90Minutes,
            figures.BreachMinutes.Values.Sum(),
        ];
        return [.. cells.Select(c => Convert.ToString(c, CultureInfo.InvariantCulture))];
    }
}
