using KoSales.Functions.Durable;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace KoSales.Functions.Conversions;

public sealed class ConversionFunctions(ConversionDesk desk, DurableClients clients)
{
    private static readonly ConvertLead Nothing = new();

    [Function("LeadsConvert"), Access(Role.Manager, Role.Agent)]
    [Operation(
        "Make a contact of a lead, and if asked a deal",
        Tag = "leads",
        Body = typeof(ConvertLead),
        Result = typeof(LeadConverted),
        Query = ["dry_run"],
        Description = "From any open stage, when what the won stage asks for is there. Links the contact with the lead's phone where there is one. "
            + "Open tasks, notes and calls become the contact's; the pipeline of the lead is won, those of contact and deal begin. "
            + "A second conversion returns what the first one made. The body may be left out. "
            + "With dry_run=true the answer is the plan with the candidates, and nothing happens."
    )]
    [AlsoAnswers(200, typeof(ConversionPlan), "With dry_run=true: what would happen.")]
    public async Task<IResult> Convert(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "v1/leads/{id}/convert")]
            HttpRequest request,
        [DurableClient] DurableTaskClient client,
        string id,
        CancellationToken cancellationToken
    )
    {
        if (Flags.DryRun(request))
            return await PreviewAsync(id, request, cancellationToken);
        clients.Offer(client);
        var call = new Call<LeadConverted>(
            request,
            converted => Answers.Of(converted, ConversionJson.Wire.LeadConverted)
        );
        var body = await BodyAsync(request, call, cancellationToken);
        return call.Answer(await desk.ConvertAsync(id, body, call.Command, cancellationToken));
    }

    private async Task<IResult> PreviewAsync(
        string id,
        HttpRequest request,
        CancellationToken cancellationToken
    )
    {
        var call = new Call<ConversionPlan>(
            request,
            plan => Answers.Of(plan, ConversionJson.Wire.ConversionPlan)
        );
        var body = await BodyAsync(request, call, cancellationToken);
        return call.Answer(await desk.PreviewAsync(id, body, call.Command, cancellationToken));
    }

    /// <summary>The body may be left out.</summary>
    private static async ValueTask<ConvertLead> BodyAsync<T>(
        HttpRequest request,
        Call<T> call,
        CancellationToken cancellationToken
    )
        where T : notnull =>
        request.ContentLength is null or 0 && request.ContentType is null
            ? Nothing
            : await call.BodyAsync<ConvertLead>(cancellationToken);
}
