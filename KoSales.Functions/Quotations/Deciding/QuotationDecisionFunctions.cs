using KoSales.Functions.Durable;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace KoSales.Functions.Quotations.Deciding;

/// <summary>What is decided about a quotation.</summary>
public sealed class QuotationDecisionFunctions(
    QuotationDesk desk,
    QuotationAcceptance acceptance,
    DurableClients clients
)
{
    [Function("QuotationsApprove"), Access(Role.Manager)]
    [Operation(
        "Approve what an agent may not send alone",
        Tag = "quotations",
        Body = typeof(DecideQuotation),
        Result = typeof(QuotationView),
        Description = "Of exactly this content: an edit voids the approval."
    )]
    public async Task<IResult> Approve(
        [HttpTrigger(
            AuthorizationLevel.Anonymous,
            "post",
            Route = "v1/deals/{id}/quotation/approve"
        )]
            HttpRequest request,
        string id,
        CancellationToken cancellationToken
    )
    {
        var call = new Call<QuotationTaken>(request, QuotationAnswers.Shown);
        var body = await call.BodyAsync<DecideQuotation>(cancellationToken);
        var about = new QuotationCall(id, call.Command);
        return call.Answer(await desk.ApproveAsync(about, body, cancellationToken));
    }

    [Function("QuotationsAskApproval"), Access(Role.Manager, Role.Agent)]
    [Operation("Ask for a manager's approval", Tag = "quotations", Result = typeof(QuotationView))]
    public async Task<IResult> Ask(
        [HttpTrigger(
            AuthorizationLevel.Anonymous,
            "post",
            Route = "v1/deals/{id}/quotation/ask-approval"
        )]
            HttpRequest request,
        string id,
        CancellationToken cancellationToken
    )
    {
        var call = new Call<QuotationTaken>(request, QuotationAnswers.Shown);
        var about = new QuotationCall(id, call.Command);
        return call.Answer(await desk.AskAsync(about, cancellationToken));
    }

    [Function("QuotationsSend"), Access(Role.Manager, Role.Agent)]
    [Operation(
        "Send a quotation",
        Tag = "quotations",
        Result = typeof(QuotationView),
        Description = "Its number is given here, of the series of the financial year. The task that asked for it is completed."
    )]
    public async Task<IResult> Send(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "v1/deals/{id}/quotation/send")]
            HttpRequest request,
        [DurableClient] DurableTaskClient client,
        string id,
        CancellationToken cancellationToken
    )
    {
        clients.Offer(client);
        var call = new Call<QuotationTaken>(request, QuotationAnswers.Shown);
        var about = new QuotationCall(id, call.Command) { IfMatch = IfMatches.Optional(request) };
        return call.Answer(await desk.SendAsync(about, cancellationToken));
    }

    [Function("QuotationsShare"), Access(Role.Manager, Role.Agent), NotStored]
    [Operation(
        "Make a link for the customer",
        Tag = "quotations",
        Result = typeof(QuotationLinkView),
        Description = "Whoever has it sees the quotation and may accept or reject it. The link is shown once; another one ends the one before."
    )]
    public async Task<IResult> Share(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "v1/deals/{id}/quotation/share")]
            HttpRequest request,
        string id,
        CancellationToken cancellationToken
    )
    {
        var call = new Call<QuotationLinkView>(request, QuotationAnswers.Linked);
        var about = new QuotationCall(id, call.Command);
        return call.Answer(await desk.ShareAsync(about, cancellationToken));
    }

    [Function("QuotationsAccept"), Access(Role.Manager, Role.Agent)]
    [Operation(
        "Accept a quotation for the customer",
        Tag = "quotations",
        Body = typeof(DecideQuotation),
        Result = typeof(QuotationView),
        Description = "The deal is won, and a draft order is there, in one transaction."
    )]
    public async Task<IResult> Accept(
        [HttpTrigger(
            AuthorizationLevel.Anonymous,
            "post",
            Route = "v1/deals/{id}/quotation/accept"
        )]
            HttpRequest request,
        [DurableClient] DurableTaskClient client,
        string id,
        CancellationToken cancellationToken
    )
    {
        clients.Offer(client);
        var call = new Call<QuotationTaken>(request, QuotationAnswers.Shown);
        var body = await call.BodyAsync<DecideQuotation>(cancellationToken);
        var about = new QuotationCall(id, call.Command);
        return call.Answer(await acceptance.AcceptAsync(about, body, cancellationToken));
    }

    [Function("QuotationsReject"), Access(Role.Manager, Role.Agent)]
    [Operation(
        "Reject a quotation for the customer",
        Tag = "quotations",
        Body = typeof(RejectQuotation),
        Result = typeof(QuotationView),
        Description = "Without a body it is about the current revision."
    )]
    public async Task<IResult> Reject(
        [HttpTrigger(
            AuthorizationLevel.Anonymous,
            "post",
            Route = "v1/deals/{id}/quotation/reject"
        )]
            HttpRequest request,
        string id,
        CancellationToken cancellationToken
    )
    {
        var call = new Call<QuotationTaken>(request, QuotationAnswers.Shown);
        var body = await call.OptionalBodyAsync<RejectQuotation>(cancellationToken);
        var about = new QuotationCall(id, call.Command);
        return call.Answer(await desk.RejectAsync(about, body, cancellationToken));
    }

    [Function("QuotationsWithdraw"), Access(Role.Manager, Role.Agent)]
    [Operation(
        "Take a quotation back",
        Tag = "quotations",
        Rehearses = true,
        Result = typeof(QuotationView)
    )]
    public async Task<IResult> Withdraw(
        [HttpTrigger(
            AuthorizationLevel.Anonymous,
            "post",
            Route = "v1/deals/{id}/quotation/withdraw"
        )]
            HttpRequest request,
        string id,
        CancellationToken cancellationToken
    )
    {
        var call = new Call<QuotationTaken>(request, QuotationAnswers.Shown);
        var about = new QuotationCall(id, call.Command);
        return call.Answer(await desk.WithdrawAsync(about, cancellationToken));
    }
}
