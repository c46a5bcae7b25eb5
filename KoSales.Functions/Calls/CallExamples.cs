using KoSales.Domain.Calls;
using KoSales.Functions.Related;

namespace KoSales.Functions.Calls;

internal static class CallExamples
{
    private static readonly CallView Spoken = new()
    {
        Id = CallId.Of(ExampleNames.Call),
        Version = 1,
        EntityRef = new EntityRef(EntityKind.Lead, ExampleNames.Lead),
        AgentId = ExampleNames.Agent,
        Direction = CallDirection.Outbound,
        PhoneMasked = "+91******3210",
        StartedAt = ExampleNames.After(30),
        AnsweredAt = ExampleNames.After(31),
        EndedAt = ExampleNames.After(35),
        DurationSeconds = 240,
        Status = CallStatus.Completed,
        Disposition = CallDisposition.Connected,
        Notes = "wants a quotation for 20 bottles",
        TaskId = ExampleNames.Task,
        CreatedAt = ExampleNames.After(35),
        UpdatedAt = ExampleNames.After(35),
        CreatedBy = ExampleNames.Agent,
        UpdatedBy = ExampleNames.Agent,
    };

    public static readonly ContractExample[] All =
    [
        ContractExample.Of(
            new CreateCall
            {
                EntityRef = new RelatedEntity { Type = EntityKind.Lead, Id = ExampleNames.Lead },
                Direction = CallDirection.Outbound,
                StartedAt = ExampleNames.After(30),
                AnsweredAt = ExampleNames.After(31),
                EndedAt = ExampleNames.After(35),
                Disposition = CallDisposition.Connected,
                Notes = "wants a quotation for 20 bottles",
            }
        ),
        ContractExample.Of(
            new EditCall
            {
                Disposition = CallDisposition.Callback,
                CallbackAt = ExampleNames.After(180),
            }
        ),
        ContractExample.Of(Spoken),
        ContractExample.Of(
            Spoken with
            {
                Version = 2,
                Disposition = CallDisposition.Callback,
                CallbackAt = ExampleNames.After(180),
                CallbackTaskId = "T-2",
            },
            "CallsPatch"
        ),
    ];
}
