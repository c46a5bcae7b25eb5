using KoSales.Domain.Inbound;
using KoSales.Functions.Inbound;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace KoSales.Functions.InventorySync.Quarantine;

public sealed class QuarantineFunctions(Lists lists, QuarantineDesk desk)
{
    private static readonly ResourceAnswers<InboundDelivery> Answers = new(
        "webhooks/events",
        Deliveries.Collection,
        InboundLists.Events.View
    );

    [Function("CustomerSyncQuarantineList"), Access(Role.Manager)]
    [Operation(
        "List what the inventory system told of customers who cannot be told apart",
        Tag = "customers",
        Result = typeof(InboundView),
        List = "customer-sync-quarantine",
        Description = "With the candidates: customers of the same GSTIN or phone."
    )]
    public async Task<IResult> List(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/customer-sync/quarantine")]
            HttpRequest request,
        CancellationToken cancellationToken
    ) => await lists.AnswerAsync(QuarantineLists.Waiting, request, cancellationToken);

    [Function("CustomerSyncQuarantineResolve"), Access(Role.Manager)]
    [Operation(
        "Say which customer is meant, or that it is a new one",
        Tag = "customers",
        Body = typeof(ResolveQuarantine),
        Result = typeof(InboundView),
        Description = "The delivery is processed again, and with it the others in quarantine about the same customer."
    )]
    public async Task<IResult> Resolve(
        [HttpTrigger(
            AuthorizationLevel.Anonymous,
            "post",
            Route = "v1/customer-sync/quarantine/{id}/resolve"
        )]
            HttpRequest request,
        string id,
        CancellationToken cancellationToken
    )
    {
        Flags.AllowOnly(request);
        var call = new Call<InboundDelivery>(request, Answers.Shown);
        var body = await call.BodyAsync<ResolveQuarantine>(cancellationToken);
        return call.Answer(await desk.ResolveAsync(id, body, call.Command, cancellationToken));
    }
}
