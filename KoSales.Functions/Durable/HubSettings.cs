namespace KoSales.Functions.Durable;

/// <summary>Section <c>KoSales:Flows</c>.</summary>
public sealed class HubSettings
{
    public const string Section = "KoSales:Flows";

    /// <summary>How long an orchestration that has ended stays in the task hub, to be looked at.</summary>
    public TimeSpan Retention { get; set; } = TimeSpan.FromDays(30);

    /// <summary>What is wrong, as a sentence; null when nothing is.</summary>
    public string? Fault() =>
        Retention < TimeSpan.FromHours(1)
            ? $"{Section}:Retention is {Retention}, but must be at least an hour, since events come late."
            : null;
}
