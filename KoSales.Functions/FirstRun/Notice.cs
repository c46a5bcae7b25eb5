namespace KoSales.Functions.FirstRun;

/// <summary>A box on the console that is not overlooked among log lines.</summary>
internal static class Notice
{
    public static string Box(IReadOnlyList<string> lines)
    {
        var width = lines.Max(l => l.Length);
        var edge = "+" + new string('-', width + 4) + "+";
        return string.Join(
            Environment.NewLine,
            [edge, .. lines.Select(l => $"|  {l.PadRight(width)}  |"), edge]
        );
    }
}
