using KoSales.Domain.Deals;
using KoSales.Domain.Quotations.Reading;
using KoSales.Functions.Quotations.Printing;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using NodaTime.Text;

namespace KoSales.Functions.Quotations;

public sealed class QuotationFunctions(
    QuotationDesk desk,
    QuotationReads reads,
    QuotationPages pages
)
{
    [Function("QuotationsGet"), Access(Role.Manager, Role.Agent, Role.Integration, Role.Auditor)]
    [Operation(
        "Get the quotation of a deal",
        Tag = "quotations",
        Result = typeof(QuotationView),
        Query = ["fields"],
        Description = "The current revision, with the deal's ETag. With fields, deal_id and revision always come along."
    )]
    public async Task<IResult> Get(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/deals/{id}/quotation")]
            HttpRequest request,
        string id,
        CancellationToken cancellationToken
    ) => await reads.CurrentAsync(id, request, cancellationToken);

    [Function("QuotationsWrite"), Access(Role.Manager, Role.Agent)]
    [Operation(
        "Write the quotation of a deal",
        Tag = "quotations",
        Body = typeof(QuotationBody),
        Result = typeof(QuotationView),
        Description = "A draft takes the content in place. Of a quotation that was sent this makes the next "
            + "revision, which supersedes it. Amounts and taxes are computed; If-Match is taken and "
            + "not required."
    )]
    public async Task<IResult> Write(
        [HttpTrigger(AuthorizationLevel.Anonymous, "put", Route = "v1/deals/{id}/quotation")]
            HttpRequest request,
        string id,
        CancellationToken cancellationToken
    )
    {
        var call = new Call<QuotationTaken>(request, QuotationAnswers.Shown);
        var body = await call.BodyAsync<QuotationBody>(cancellationToken);
        var about = new QuotationCall(id, call.Command) { IfMatch = IfMatches.Optional(request) };
        return call.Answer(await desk.WriteAsync(about, InputOf(body), cancellationToken));
    }

    [Function("QuotationsRevisions")]
    [Access(Role.Manager, Role.Agent, Role.Integration, Role.Auditor)]
    [Operation(
        "The revisions of a deal's quotation",
        Tag = "quotations",
        Result = typeof(QuotationRevisionsView),
        Query = ["fields"],
        Description = "The current one first."
    )]
    public async Task<IResult> Revisions(
        [HttpTrigger(
            AuthorizationLevel.Anonymous,
            "get",
            Route = "v1/deals/{id}/quotation/revisions"
        )]
            HttpRequest request,
        string id,
        CancellationToken cancellationToken
    ) => await reads.RevisionsAsync(id, request, cancellationToken);

    [Function("QuotationsRevision")]
    [Access(Role.Manager, Role.Agent, Role.Integration, Role.Auditor)]
    [Operation(
        "One revision of a deal's quotation",
        Tag = "quotations",
        Result = typeof(QuotationView),
        Query = ["fields"]
    )]
    public async Task<IResult> Revision(
        [HttpTrigger(
            AuthorizationLevel.Anonymous,
            "get",
            Route = "v1/deals/{id}/quotation/revisions/{revision}"
        )]
            HttpRequest request,
        string id,
        string revision,
        CancellationToken cancellationToken
    ) => await reads.RevisionAsync(id, revision, request, cancellationToken);

    [Function("QuotationsDiff")]
    [Access(Role.Manager, Role.Agent, Role.Integration, Role.Auditor)]
    [Operation(
        "What a revision changed",
        Tag = "quotations",
        Result = typeof(RevisionDiffView),
        Query = ["against"],
        Description = "Of the one before it, or of the one that against names."
    )]
    public async Task<IResult> Diff(
        [HttpTrigger(
            AuthorizationLevel.Anonymous,
            "get",
            Route = "v1/deals/{id}/quotation/revisions/{revision}/diff"
        )]
            HttpRequest request,
        string id,
        string revision,
        CancellationToken cancellationToken
    ) => await reads.DiffAsync(id, revision, request, cancellationToken);

    [Function("QuotationsRates")]
    [Access(Role.Manager, Role.Agent, Role.Integration, Role.Auditor)]
    [Operation(
        "What today's rates of GST say of a quotation",
        Tag = "quotations",
        Result = typeof(RateReviewView),
        Description = "The lines whose rate is another by now, or odd, and the totals that it would have if it were written today."
    )]
    public async Task<IResult> Rates(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/deals/{id}/quotation/rates")]
            HttpRequest request,
        string id,
        CancellationToken cancellationToken
    ) => await reads.RatesAsync(id, request, cancellationToken);

    [Function("QuotationsPage"), Access(Role.Manager, Role.Agent, Role.Integration, Role.Auditor)]
    [Operation("Print a quotation", Tag = "quotations", ResultType = "text/html")]
    public async Task<IResult> Print(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/deals/{id}/quotation.html")]
            HttpRequest request,
        string id,
        CancellationToken cancellationToken
    )
    {
        var seen = await reads.LoadAsync(id, request, cancellationToken);
        return await pages.OfAsync(
            request,
            seen,
            seen.Deal.Offered().OrRefuse(),
            cancellationToken
        );
    }

    [Function("QuotationsPdf"), Access(Role.Manager, Role.Agent, Role.Integration, Role.Auditor)]
    [Operation(
        "Download a quotation as a PDF file",
        Tag = "quotations",
        ResultType = QuotationPages.PdfType,
        Description = "What the page to print says, with the head of the lines on every page."
    )]
    public async Task<IResult> Pdf(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/deals/{id}/quotation.pdf")]
            HttpRequest request,
        string id,
        CancellationToken cancellationToken
    )
    {
        var seen = await reads.LoadAsync(id, request, cancellationToken);
        return await pages.PdfAsync(
            request,
            seen,
            seen.Deal.Offered().OrRefuse(),
            cancellationToken
        );
    }

    private static QuotationInput InputOf(QuotationBody body) =>
        new()
        {
            PlaceOfSupply = body.PlaceOfSupply,
            Sez = body.Sez,
            ValidUntil = LocalDatePattern.Iso.Format(body.ValidUntil),
            Items = [.. (body.Items ?? []).Select(InputOf)],
            Terms = body.Terms,
        };

    private static QuotationItemInput InputOf(QuotationItemBody item) =>
        new()
        {
            Sku = item.Sku,
            Name = item.Name,
            Hsn = item.Hsn,
            Quantity = item.Quantity,
            Unit = item.Unit,
            UnitPrice = item.UnitPrice,
            DiscountPercent = item.DiscountPercent,
            GstRate = item.GstRate,
        };
}
