using KoSales.Domain.Pii;

namespace KoSales.Domain.Leads;

/// <summary>A lead that parsed: nothing in it breaks a rule that can be told without the store.</summary>
public sealed record LeadDraft(LeadProfile Profile, LeadPerson Person)
{
    /// <summary>What is odd but accepted.</summary>
    public IReadOnlyList<LeadWarning> Warnings { get; init; } = [];

    /// <summary>Of an imported row: job and row (<c>J-1:17</c>). Null otherwise.</summary>
    public string? Origin { get; init; }

    /// <summary>The workflow that the lead is to start on; null for the one that the rules or the default say.</summary>
    public string? WorkflowId { get; init; }

    public override string ToString() => nameof(LeadDraft);
}

/// <summary>The personal part, on its way to the vault.</summary>
public sealed record LeadPerson(string? FullName, PhoneNumber? Phone, EmailAddress? Email, Gstin? Gstin)
{
    public PersonalData ToPersonalData() => new()
    {
        FullName = FullName,
        Phones = Phone is { } phone ? [new Phone(phone) { Primary = true }] : [],
        Emails = Email is { } email ? [new Email(email) { Primary = true }] : [],
        Gstin = Gstin,
    };

    public override string ToString() => nameof(LeadPerson);
}

/// <param name="Pointer">JSON pointer to the member.</param>
/// <param name="Code">Stable, such as <c>pincode_outside_state</c>.</param>
public sealed record LeadWarning(string Pointer, string Code, string Detail);

/// <summary>How long the texts of a lead may be, in characters.</summary>
public static class LeadLimits
{
    public const int Name = 200;
    public const int Short = 100;
    public const int Reference = 200;
    public const int Reason = 500;
    public const int List = 50;
    public const int MaxAcres = 1_000_000;
}
