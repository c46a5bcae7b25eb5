using KoSales.Domain.Notifications;

namespace KoSales.Functions.Notifications;

internal static class NotificationExamples
{
    public static readonly ContractExample[] All =
    [
        ContractExample.Of(
            new NotificationView
            {
                Id = "N-1",
                Version = 1,
                AgentId = ExampleNames.Agent,
                Kind = NotificationKind.SlaWarning,
                EntityRef = new EntityRef(EntityKind.Lead, ExampleNames.Lead),
                TaskId = ExampleNames.Task,
                PipelineId = ExampleNames.Pipeline,
                Percent = 75,
                DueAt = ExampleNames.After(60),
                CreatedAt = ExampleNames.After(45),
            }
        ),
        ContractExample.Of(new NotificationsRead(Marked: 7)),
    ];
}
