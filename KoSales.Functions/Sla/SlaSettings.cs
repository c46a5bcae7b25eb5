using KoSales.Domain.Sla;

namespace KoSales.Functions.Sla;

/// <summary>Section <c>KoSales:Sla</c>. A policy's targets and calendar count where one is named, else the
/// minutes; 0 minutes without a policy: no clock.</summary>
public sealed class SlaSettings
{
    public const string Section = "KoSales:Sla";

    /// <summary>Business minutes from a lead's start to the first completed call, message or e-mail.</summary>
    public int FirstResponseMinutes { get; set; } = 60;

    public string? FirstResponsePolicyId { get; set; }

    /// <summary>Business minutes from a missed call to the next connected outbound call to the
    /// number.</summary>
    public int CallBackMinutes { get; set; } = 30;

    public string? CallBackPolicyId { get; set; }

    /// <summary>What is wrong, as a sentence; null when nothing is.</summary>
    public string? Fault() =>
        Fault(nameof(FirstResponseMinutes), FirstResponseMinutes)
        ?? Fault(nameof(CallBackMinutes), CallBackMinutes);

    private static string? Fault(string name, int minutes) =>
        minutes is >= 0 and <= SlaPolicy.MostMinutes
            ? null
            : $"{Section}:{name} is {minutes}, but must be 0 to {SlaPolicy.MostMinutes}.";
}
