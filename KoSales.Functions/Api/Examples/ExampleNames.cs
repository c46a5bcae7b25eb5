using System.Collections.Frozen;
using NodaTime;

namespace KoSales.Functions.Api.Examples;

/// <summary>The people, places and times of the examples, so that those of all features tell one story:
/// a dealer in Sehore who asked for humic acid in the kharif of 2026.</summary>
internal static class ExampleNames
{
    public const string Contact = "C-1";
    public const string Customer = "CT-1";
    public const string Deal = "D-3";
    public const string Document = "DOC-1";
    public const string DraftOrder = "DFT-1";
    public const string GstRate = "3105.2025-09-22";
    public const string Lead = "K0-100001";
    public const string OtherLead = "K0-100002";
    public const string Pii = "PII-1";
    public const string Pipeline = "LP-1";
    public const string Signal = "SIG-00042";
    public const string SignalSource = "SRC-1";
    public const string Task = "T-1";
    public const string Note = "6a116a0c9f3b7c2e1d4a5b60";
    public const string Call = "CALL-1";
    public const string Cohort = "COH-1";
    public const string Job = "J-1";
    public const string AssignmentJob = "CAJ-1";
    public const string Calendar = "CAL-1";
    public const string SlaPolicy = "SLA-1";
    public const string PipelineWorkflow = "PW-1";
    public const string TaskWorkflow = "TW-1";
    public const string ApiKey = "KEY-1";
    public const string WebhookSubscription = "WHS-1";
    public const string Delivery = "WHS-1.019ab7f0c1a07d3e9b52";
    public const string Admin = "A0-0001";

    /// <summary>Asha Verma, who calls.</summary>
    public const string Agent = "A0-0002";

    public const string Colleague = "A0-0003";

    public const string Manager = "A0-0004";

    public const string Team = "TM-1";

    public const string Session = "3mK8vQ4nX7sL1cT9wB5yD3fH6kP0aZuE2rG7jN5bV8x";

    /// <summary>Sunday the 22nd of November 2026, 13:00 in India.</summary>
    public static readonly Instant Start = Instant.FromUtc(2026, 11, 22, 7, 30);

    private static readonly FrozenDictionary<string, string> Fields = new Dictionary<string, string>
    {
        ["agent_id"] = Agent,
        ["author_id"] = Agent,
        ["by"] = Agent,
        ["calendar_id"] = Calendar,
        ["call_id"] = Call,
        ["cohort_id"] = Cohort,
        ["contact_id"] = Contact,
        ["crops"] = "soybean",
        ["customer_id"] = Customer,
        ["event_id"] = "019ab7f0c1a07d3e9b52",
        ["event_types"] = "lead.created",
        ["scopes"] = "leads:bulk",
        ["delegate_id"] = Colleague,
        ["depends_on"] = "address.state_code",
        ["depends_on_cohorts"] = "COH-2",
        ["district"] = "Sehore",
        ["document_id"] = Document,
        ["email"] = "asha@example.in",
        ["id"] = Lead,
        ["job_id"] = AssignmentJob,
        ["key"] = "country",
        ["language"] = "hi",
        ["languages"] = "hi",
        ["lead_id"] = Lead,
        ["manager_id"] = Manager,
        ["mentions"] = Manager,
        ["note_id"] = Note,
        ["outcome"] = "connected",
        ["owner_id"] = Agent,
        ["pii_id"] = Pii,
        ["pincode"] = "466001",
        ["pipeline_id"] = Pipeline,
        ["portfolio_of"] = Agent,
        ["products"] = "humic_acid",
        ["requested_by"] = Manager,
        ["stage"] = "new",
        ["state_code"] = "23",
        ["states"] = "23",
        ["verified_documents"] = "gst_certificate",
        ["step_key"] = "call",
        ["tags"] = "hot",
        ["task_id"] = Task,
        ["team_id"] = Team,
        ["to"] = "contacted",
        ["workflow_id"] = PipelineWorkflow,
    }.ToFrozenDictionary();

    /// <summary>A text that a field of this name may hold; the last part of a path decides.</summary>
    public static string OfField(string path) =>
        Fields.GetValueOrDefault(path[(path.LastIndexOf('.') + 1)..], "kharif-26");

    public static Instant After(int minutes) => Start + Duration.FromMinutes(minutes);
}
