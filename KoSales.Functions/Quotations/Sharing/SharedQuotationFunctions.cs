using KoSales.Functions.Durable;
using KoSales.Functions.Quotations.Printing;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace KoSales.Functions.Quotations.Sharing;

/// <summary>The customer's link, without login.</summary>
public sealed class SharedQuotationFunctions(SharedQuotations shared, DurableClients clients)
{
    [Function("SharedQuotationsShow"), Public, Rate(RouteClass.Auth)]
    [Operation(
        "See a quotation through the customer's link",
        Tag = "quotations",
        ResultType = "text/html",
        Description = "Says so when it is no longer valid, was revised or decided."
    )]
    public async Task<IResult> Show(
        [HttpTrigger(
            AuthorizationLevel.Anonymous,
            "get",
            Route = "v1/shared-quotations/{id}/{token}"
        )]
            HttpRequest request,
        string id,
        string token,
        CancellationToken cancellationToken
    ) => await shared.ShowAsync(request, new ShareLink(id, token), cancellationToken);

    [Function("SharedQuotationsPdf"), Public, Rate(RouteClass.Auth)]
    [Operation(
        "Download a quotation through the customer's link",
        Tag = "quotations",
        ResultType = QuotationPages.PdfType,
        Description = "As long as the page is shown."
    )]
    public async Task<IResult> Pdf(
        [HttpTrigger(
            AuthorizationLevel.Anonymous,
            "get",
            Route = "v1/shared-quotations/{id}/{token}/quotation.pdf"
        )]
            HttpRequest request,
        string id,
        string token,
        CancellationToken cancellationToken
    ) => await shared.PdfAsync(request, new ShareLink(id, token), cancellationToken);

    [Function("SharedQuotationsAccept"), Public, Rate(RouteClass.Auth), StreamedBody]
    [Operation(
        "Accept a quotation through the customer's link",
        Tag = "quotations",
        BodyType = "application/x-www-form-urlencoded",
        ResultType = "text/html"
    )]
    public async Task<IResult> Accept(
        [HttpTrigger(
            AuthorizationLevel.Anonymous,
            "post",
            Route = "v1/shared-quotations/{id}/{token}/accept"
        )]
            HttpRequest request,
        [DurableClient] DurableTaskClient client,
        string id,
        string token,
        CancellationToken cancellationToken
    )
    {
        clients.Offer(client);
        var link = new ShareLink(id, token);
        return await shared.DecideAsync(request, link, accepts: true, cancellationToken);
    }

    [Function("SharedQuotationsReject"), Public, Rate(RouteClass.Auth), StreamedBody]
    [Operation(
        "Reject a quotation through the customer's link",
        Tag = "quotations",
        BodyType = "application/x-www-form-urlencoded",
        ResultType = "text/html"
    )]
    public async Task<IResult> Reject(
        [HttpTrigger(
            AuthorizationLevel.Anonymous,
            "post",
            Route = "v1/shared-quotations/{id}/{token}/reject"
        )]
            HttpRequest request,
        string id,
        string token,
        CancellationToken cancellationToken
    )
    {
        var link = new ShareLink(id, token);
        return await shared.DecideAsync(request, link, accepts: false, cancellationToken);
    }
}
