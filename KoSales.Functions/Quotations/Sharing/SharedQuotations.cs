using KoSales.Domain.Deals;
using KoSales.Domain.Quotations;
using KoSales.Functions.Quotations.Deciding;
using KoSales.Functions.Quotations.Printing;
using Microsoft.AspNetCore.Http;
using NodaTime;

namespace KoSales.Functions.Quotations.Sharing;

/// <summary>What a customer does through the link: look, accept, reject. The token in the link is all that
/// tells who they are, so a wrong one and an unknown deal are the same.</summary>
public sealed class SharedQuotations(
    IDocumentStore store,
    QuotationScenes scenes,
    QuotationDesk desk,
    QuotationAcceptance acceptance,
    QuotationPages pages
)
{
    /// <summary>Whose doing it is in the timeline.</summary>
    private static readonly Actor Customer = Actor.System with { Id = "customer" };

    private static readonly LinkNotice Unknown = new(
        StatusCodes.Status404NotFound,
        "There is no such link. Please ask whoever sent it for another one."
    );

    public Task<Answer> ShowAsync(
        HttpRequest request,
        ShareLink link,
        CancellationToken cancellationToken
    ) =>
        OpenedAsync(
            request,
            link,
            seen => pages.SharedAsync(request, seen, link.Path, cancellationToken),
            cancellationToken
        );

    /// <summary>The same as a file.</summary>
    public Task<Answer> PdfAsync(
        HttpRequest request,
        ShareLink link,
        CancellationToken cancellationToken
    ) =>
        OpenedAsync(
            request,
            link,
            seen => pages.PdfAsync(request, seen, seen.Deal.Quotation!, cancellationToken),
            cancellationToken
        );

    /// <param name="accepts">Else it is a rejection.</param>
    public async Task<Answer> DecideAsync(
        HttpRequest request,
        ShareLink link,
        bool accepts,
        CancellationToken cancellationToken
    )
    {
        var state = RequestState.Of(request.HttpContext);
        var deal = await FindAsync(link, cancellationToken);
        if (NoticeOf(deal, link, state.Now) is { } notice)
            return QuotationPages.Notice(request, notice.Status, notice.Sentence);
        var seen = await SharedForm.ReadAsync(request, cancellationToken);
        if (seen is null)
            return QuotationPages.Notice(
                request,
                StatusCodes.Status400BadRequest,
                "Please use the buttons of the page."
            );
        var call = new QuotationCall(link.DealId, new Command(Customer, state.Now, state.TraceId));
        var decided = accepts
            ? await acceptance.AcceptAsync(call, seen, cancellationToken)
            : await desk.RejectAsync(call, seen.AsRejection, cancellationToken);
        return decided.IsRefused
            ? QuotationPages.Notice(request, StatusOf(decided.Faults[0]), Sorry(decided.Faults[0]))
            : QuotationPages.Notice(request, StatusCodes.Status200OK, Thanks(accepts));
    }

    private async Task<Answer> OpenedAsync(
        HttpRequest request,
        ShareLink link,
        Func<SeenDeal, ValueTask<Answer>> show,
        CancellationToken cancellationToken
    )
    {
        var now = RequestState.Of(request.HttpContext).Now;
        var deal = await FindAsync(link, cancellationToken);
        if (NoticeOf(deal, link, now) is { } notice)
            return QuotationPages.Notice(request, notice.Status, notice.Sentence);
        var scene = await scenes.OfAsync(deal!, now, cancellationToken);
        return await show(new SeenDeal(deal!, scene));
    }

    private async ValueTask<Deal?> FindAsync(ShareLink link, CancellationToken cancellationToken) =>
        await store.FindAsync(DealStore.Collection, link.DealId, cancellationToken)
            is { DeletedAt: null } deal
            ? deal
            : null;

    /// <summary>Null when the link opens a quotation that waits for an answer.</summary>
    private static LinkNotice? NoticeOf(Deal? deal, ShareLink link, Instant now)
    {
        if (deal is null)
            return Unknown;
        if (deal.Quotation is { } current && ShareToken.Opens(link.Token, current))
            return NoticeOf(current, now);
        return deal.QuotationHistory.Any(q => ShareToken.Opens(link.Token, q))
            ? new LinkNotice(
                StatusCodes.Status409Conflict,
                "This quotation was revised. Please ask for the link to the new one."
            )
            : Unknown;
    }

    private static LinkNotice? NoticeOf(Quotation quotation, Instant now) =>
        quotation.Status switch
        {
            QuotationStatus.Sent when now < quotation.ExpiresAt => null,
            QuotationStatus.Sent or QuotationStatus.Expired => new LinkNotice(
                StatusCodes.Status410Gone,
                "This quotation is no longer valid. Please ask for another one."
            ),
            QuotationStatus.Accepted => new LinkNotice(
                StatusCodes.Status409Conflict,
                "This quotation was accepted already. Thank you."
            ),
            QuotationStatus.Rejected => new LinkNotice(
                StatusCodes.Status409Conflict,
                "This quotation was rejected already."
            ),
            QuotationStatus.Withdrawn => new LinkNotice(
                StatusCodes.Status409Conflict,
                "This quotation was withdrawn. Please ask for another one."
            ),
            QuotationStatus.Draft or QuotationStatus.Superseded => Unknown,
        };

    private static int StatusOf(Fault fault) =>
        fault.Kind == FaultKind.Unavailable
            ? StatusCodes.Status503ServiceUnavailable
            : StatusCodes.Status409Conflict;

    private static string Sorry(Fault fault) => $"That was not possible. {fault.Detail}";

    private static string Thanks(bool accepts) =>
        accepts
            ? "Thank you. You accepted the quotation; we take care of your order."
            : "You rejected the quotation. Thank you for telling us.";

    private sealed record LinkNotice(int Status, string Sentence);
}

/// <summary>A customer's link.</summary>
public sealed record ShareLink(string DealId, string Token)
{
    public string Path => $"{Routes.Base}shared-quotations/{DealId}/{Token}";
}

/// <summary>What the page's buttons send.</summary>
internal static class SharedForm
{
    private const int MostBytes = 16 * 1024;

    /// <summary>Null when it is not what the page sends.</summary>
    public static async ValueTask<DecideQuotation?> ReadAsync(
        HttpRequest request,
        CancellationToken cancellationToken
    )
    {
        if (!request.HasFormContentType || request.ContentLength is null or > MostBytes)
            return null;
        var form = await request.ReadFormAsync(cancellationToken);
        var hash = form["content_hash"].ToString();
        return int.TryParse(form["revision"].ToString(), out var revision) && hash.Length == 64
            ? new DecideQuotation
            {
                Revision = revision,
                ContentHash = hash,
                Note = Short(form["note"].ToString()),
            }
            : null;
    }

    private static string Short(string note) => note.Length > 1_000 ? note[..1_000] : note;
}
