using KoSales.Domain.Work;

namespace KoSales.Domain.Tasks;

/// <summary>The task workflows that the first start creates, by <c>{pipeline kind}.{stage}</c>. Targets are
/// business minutes.</summary>
/// <remarks>Their steps are optional: a person may move an entity on by hand at any time, and the tasks
/// left open are cancelled.</remarks>
public static class DefaultPlans
{
    private static readonly IReadOnlyList<EscalationRung> Escalation =
    [
        new(0, EscalationAction.Notify),
        new(60, EscalationAction.RaisePriority),
        new(180, EscalationAction.ReassignManager),
    ];

    public static IReadOnlyDictionary<string, (string Name, TaskPlan Plan)> All { get; } =
        new Dictionary<string, (string, TaskPlan)>
        {
            ["lead.new"] = (
                "First call",
                One(
                    new TaskStep
                    {
                        Key = "call",
                        Title = "Call the lead",
                        Type = TaskType.Call,
                        Priority = TaskPriority.High,
                        TargetMinutes = 60,
                        Outcomes =
                        [
                            new("connected", "Connected", NextStage: "contacted"),
                            new(
                                "no_answer",
                                "No answer",
                                Retry: new AttemptLadder(120, 3, "nurture")
                            ),
                            new("wrong_number", "Wrong number", NextStage: "junk"),
                            new("not_interested", "Not interested", NextStage: "lost"),
                        ],
                        OnBreach = Escalation,
                    }
                )
            ),
            ["lead.contacted"] = (
                "Qualification",
                One(
                    new TaskStep
                    {
                        Key = "qualify",
                        Title = "Find out crops, acreage and needs",
                        Type = TaskType.Call,
                        TargetMinutes = 480,
                        Outcomes =
                        [
                            new("qualified", "Qualified", NextStage: "qualified"),
                            new("later", "Later", NextStage: "nurture"),
                            new("not_interested", "Not interested", NextStage: "lost"),
                        ],
                        OnBreach = Escalation,
                    }
                )
            ),
            ["lead.qualified"] = (
                "Convert or quote",
                One(
                    new TaskStep
                    {
                        Key = "convert",
                        Title = "Convert the lead, or quote",
                        TargetMinutes = 960,
                        Outcomes =
                        [
                            new("converted", "Converted", NextStage: "converted"),
                            new("later", "Later", NextStage: "nurture"),
                            new("lost", "Lost", NextStage: "lost"),
                        ],
                        OnBreach = Escalation,
                    }
                )
            ),
            ["contact.documents"] = (
                "Licence documents",
                new TaskPlan
                {
                    Steps =
                    [
                        new TaskStep
                        {
                            Key = "ask",
                            Title = "Ask for the licences",
                            Type = TaskType.WhatsApp,
                            TargetMinutes = 480,
                            Optional = true,
                        },
                        new TaskStep
                        {
                            Key = "verify",
                            Title = "Verify the licences",
                            Type = TaskType.Document,
                            Assignee = "manager",
                            DependsOn = ["ask"],
                            TargetMinutes = 960,
                            Optional = true,
                            OnBreach = Escalation,
                        },
                    ],
                    AutoAdvanceTo = "active",
                }
            ),
            ["deal.enquiry"] = (
                "Quotation",
                One(
                    new TaskStep
                    {
                        Key = "quote",
                        Title = "Send the quotation",
                        Type = TaskType.Quotation,
                        Priority = TaskPriority.High,
                        TargetMinutes = 240,
                        Outcomes =
                        [
                            new("sent", "Quotation sent", NextStage: "quoted"),
                            new("declined", "No quotation wanted", NextStage: "lost"),
                        ],
                        OnBreach = Escalation,
                    }
                )
            ),
            ["deal.quoted"] = (
                "Follow-up",
                One(
                    new TaskStep
                    {
                        Key = "follow_up",
                        Title = "Follow the quotation up",
                        Type = TaskType.Call,
                        TargetMinutes = 960,
                        Outcomes =
                        [
                            new("negotiating", "Negotiating", NextStage: "negotiation"),
                            new("no_answer", "No answer", Retry: new AttemptLadder(240, 3, "lost")),
                            new("rejected", "Rejected", NextStage: "lost"),
                        ],
                        OnBreach = Escalation,
                    }
                )
            ),
        };

    private static TaskPlan One(TaskStep step) => new() { Steps = [step with { Optional = true }] };
}
