using System.Net.Mime;
using System.Security.Cryptography;
using System.Text;
using KoSales.Domain.Quotations;
using KoSales.Domain.Quotations.Printing;
using KoSales.Functions.Customers;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace KoSales.Functions.Quotations.Printing;

/// <summary>A quotation as an HTML page and as a PDF file, for printing and for the customer's
/// link.</summary>
public sealed class QuotationPages(IOptions<QuotationSettings> settings, CustomerNumbers numbers)
{
    /// <summary>The media type of the files.</summary>
    public const string PdfType = "application/pdf";

    /// <summary>Nothing is loaded and nothing runs; forms go to the page's own origin.</summary>
    private static readonly string Policy =
        $"default-src 'none'; style-src 'sha256-{StyleHash()}'; form-action 'self'; frame-ancestors 'none'";

    internal async ValueTask<Answer> OfAsync(
        HttpRequest request,
        SeenDeal seen,
        Quotation quotation,
        CancellationToken cancellationToken
    )
    {
        var buyer = await BuyerAsync(seen, cancellationToken);
        return Page(request, 200, QuotationPage.Of(quotation, settings.Value.SellerParty, buyer));
    }

    /// <param name="action">Where the forms go.</param>
    internal async ValueTask<Answer> SharedAsync(
        HttpRequest request,
        SeenDeal seen,
        string action,
        CancellationToken cancellationToken
    )
    {
        var page = QuotationPage.Of(
            seen.Deal.Quotation!,
            settings.Value.SellerParty,
            await BuyerAsync(seen, cancellationToken),
            new PageDecision(action)
        );
        return Page(request, 200, page);
    }

    /// <summary>A file to download, named by number and revision.</summary>
    internal async ValueTask<Answer> PdfAsync(
        HttpRequest request,
        SeenDeal seen,
        Quotation quotation,
        CancellationToken cancellationToken
    )
    {
        var buyer = await BuyerAsync(seen, cancellationToken);
        var file = QuotationPdf.Of(quotation, settings.Value.SellerParty, buyer);
        var name = (quotation.Number ?? seen.Deal.Key).Replace('/', '-');
        var headers = request.HttpContext.Response.Headers;
        headers.ContentDisposition = new ContentDisposition
        {
            FileName = $"{name}-{quotation.Revision}.pdf",
        }.ToString();
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        return new Answer(StatusCodes.Status200OK, file) { ContentType = PdfType };
    }

    /// <summary>A page that says one thing.</summary>
    internal static Answer Notice(HttpRequest request, int status, string sentence) =>
        Page(request, status, NoticePage.Of(sentence));

    private static string StyleHash() =>
        Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(QuotationStyle.Css)));

    private async ValueTask<PageParty> BuyerAsync(
        SeenDeal seen,
        CancellationToken cancellationToken
    )
    {
        var buyer = seen.Scene.Buyer;
        if (buyer.GstinIn is not { } id)
            return buyer.Party;
        var gstin = await numbers.GstinAsync(id, cancellationToken);
        return buyer.Party with { Gstin = gstin?.Number };
    }

    private static Answer Page(HttpRequest request, int status, string html)
    {
        var headers = request.HttpContext.Response.Headers;
        headers.ContentSecurityPolicy = Policy;
        headers["Referrer-Policy"] = "no-referrer";
        return new Answer(status, Encoding.UTF8.GetBytes(html))
        {
            ContentType = "text/html; charset=utf-8",
        };
    }
}
