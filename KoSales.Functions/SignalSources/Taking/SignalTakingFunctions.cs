using KoSales.Domain.Signals;
using KoSales.Functions.Durable;
using KoSales.Functions.Signals;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace KoSales.Functions.SignalSources.Taking;

public sealed class SignalTakingFunctions(
    SignalIntake intake,
    SignalPreviews previews,
    DurableClients clients
)
{
    private static readonly ResourceAnswers<Signal> Answers = new(
        "signals",
        SignalStore.Collection,
        Projection.For<SignalView>()
    );

    [Function("SignalsCreate"), Access(Role.Manager, Role.Agent, Role.Integration)]
    [Operation(
        "Bring a signal",
        Tag = "signals",
        Body = typeof(CreateSignal),
        Result = typeof(SignalView),
        Status = 201,
        Description = "Matched by what it is about, phone or e-mail address; an enquiry of somebody "
            + "unknown makes a lead. On a record out of your sight it is noted, and the answer does "
            + "not say where."
    )]
    [AlsoAnswers(200, typeof(SignalView), "The signal of this dedupe_key that is there already.")]
    public async Task<IResult> Create(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "v1/signals")]
            HttpRequest request,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken
    )
    {
        clients.Offer(client);
        var call = new Call<TakenSignal>(request, Taken);
        return call.Answer(
            await intake.CreateAsync(
                await call.BodyAsync<CreateSignal>(cancellationToken),
                call.Command,
                cancellationToken
            )
        );
    }

    [Function("SignalsReplay"), Access(Role.Manager, Role.Integration)]
    [Operation(
        "Take in a failed signal again",
        Tag = "signals",
        Result = typeof(SignalView),
        Description = "By the mapping that its source has by now. It may fail again, which its status says."
    )]
    public async Task<IResult> Replay(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "v1/signals/{id}/replay")]
            HttpRequest request,
        [DurableClient] DurableTaskClient client,
        string id,
        CancellationToken cancellationToken
    )
    {
        clients.Offer(client);
        Flags.AllowOnly(request);
        var call = new Call<TakenSignal>(request, taken => Answers.Shown(taken.Signal));
        return call.Answer(await intake.ReplayAsync(id, call.Command, cancellationToken));
    }

    [Function("SignalSourcesPreview"), Access(Role.Manager)]
    [Operation(
        "See what a delivery would do",
        Tag = "signal-sources",
        Body = typeof(PreviewSignal),
        Result = typeof(SignalPreview),
        Description = "By a source, a preset or a mapping that is not saved yet. Nothing is kept, and nothing personal is shown in the clear."
    )]
    public async Task<IResult> Preview(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "v1/signal-sources/preview")]
            HttpRequest request,
        CancellationToken cancellationToken
    )
    {
        var call = new Call<SignalPreview>(
            request,
            preview =>
                Api.Responses.Answers.Of(preview, SignalSourceContractsJson.Wire.SignalPreview)
        );
        var body = await call.BodyAsync<PreviewSignal>(cancellationToken);
        return call.Answer(await previews.LookAsync(body, call.Command, cancellationToken));
    }

    private static Answer Taken(TakenSignal taken) =>
        taken.IsNew ? Answers.Created(taken.Signal) : Answers.Shown(taken.Signal);
}
