namespace KoSales.Domain.Sla;

/// <summary>What clocks publish, about whatever entity they run.</summary>
public static class SlaEventTypes
{
    public const string Warning = "sla.warning";
    public const string Breached = "sla.breached";
}
