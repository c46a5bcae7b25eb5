using System.Globalization;
using KoSales.Domain.Deals;
using KoSales.Domain.Quotations;
using KoSales.Domain.Quotations.Pricing;
using KoSales.Domain.Quotations.Reading;
using KoSales.Domain.Timeline;
using KoSales.Functions.Deals;
using Microsoft.AspNetCore.Http;

namespace KoSales.Functions.Quotations;

/// <summary>Shows quotations to whoever sees their deal.</summary>
public sealed class QuotationReads(Items items, QuotationScenes scenes)
{
    private static readonly QuotationContractsJson Wire = QuotationContractsJson.Wire;
    private static readonly Projection Whole = Projection.For<QuotationView>();

    /// <summary>The current revision with the deal's ETag; 304 when If-None-Match has it.</summary>
    public async Task<Answer> CurrentAsync(
        string id,
        HttpRequest request,
        CancellationToken cancellationToken
    )
    {
        var picked = Picked(request);
        var seen = await LoadAsync(id, request, cancellationToken);
        var etag = ETags.Of(seen.Deal.Key, seen.Deal.Version);
        var view = QuotationViews.Of(seen.Deal, seen.Deal.Offered().OrRefuse(), seen.Scene);
        return ETags.NoneMatch(request, etag)
            ? new Answer(StatusCodes.Status304NotModified, default) { ETag = etag }
            : Of(view, picked) with
            {
                ETag = etag,
            };
    }

    /// <summary>All revisions, the current one first.</summary>
    public async Task<Answer> RevisionsAsync(
        string id,
        HttpRequest request,
        CancellationToken cancellationToken
    )
    {
        var picked = Picked(request);
        var seen = await LoadAsync(id, request, cancellationToken);
        Quotation[] all =
        [
            seen.Deal.Offered().OrRefuse(),
            .. seen.Deal.QuotationHistory.OrderByDescending(q => q.Revision),
        ];
        var body = new PooledBuffer();
        body.AppendData(
            all,
            (into, quotation) =>
            {
                var view = QuotationViews.Of(seen.Deal, quotation, seen.Scene);
                into.Append(Of(view, picked).Body.Span);
            }
        );
        body.Append((byte)'}');
        return Answer.Pooled(body);
    }

    public async Task<Answer> RevisionAsync(
        string id,
        string revision,
        HttpRequest request,
        CancellationToken cancellationToken
    )
    {
        var picked = Picked(request);
        var seen = await LoadAsync(id, request, cancellationToken);
        var found = RevisionOf(seen.Deal, revision);
        return Of(QuotationViews.Of(seen.Deal, found, seen.Scene), picked);
    }

    /// <summary>What a revision changed of the one before it, or of the one that <c>against</c>
    /// names.</summary>
    public async Task<Answer> DiffAsync(
        string id,
        string revision,
        HttpRequest request,
        CancellationToken cancellationToken
    )
    {
        var seen = await LoadAsync(id, request, cancellationToken);
        var later = RevisionOf(seen.Deal, revision);
        var named = request.Query["against"].ToString();
        var before = (later.Revision - 1).ToString(CultureInfo.InvariantCulture);
        var earlier = RevisionOf(seen.Deal, named.Length > 0 ? named : before);
        return Answers.Of(QuotationViews.Diff(earlier, later), Wire.RevisionDiffView);
    }

    /// <summary>What today's rates say of the current revision, and what it would be if it were priced
    /// today.</summary>
    public async Task<Answer> RatesAsync(
        string id,
        HttpRequest request,
        CancellationToken cancellationToken
    )
    {
        var (deal, scene) = await LoadAsync(id, request, cancellationToken);
        var quotation = deal.Offered().OrRefuse();
        var terms = await scenes.TermsAsync(scene, cancellationToken);
        var review = RateReview.Of(quotation, terms.Rates, scene.Today);
        var draft = QuotationDraft.Of(quotation) with { ValidUntil = scene.Today };
        var today = QuotationPricing.Price(draft, terms);
        var view = new RateReviewView(
            quotation.PricedOn,
            scene.Today,
            [.. review.Lines.Select(QuotationViews.Rate)],
            today.IsRefused ? [] : TotalsThatDiffer(quotation.Content, today.Value)
        );
        return Answers.Of(view, Wire.RateReviewView);
    }

    /// <summary>The deal and what is known beside it; refused as not found out of scope.</summary>
    internal async ValueTask<SeenDeal> LoadAsync(
        string id,
        HttpRequest request,
        CancellationToken cancellationToken
    )
    {
        var state = RequestState.Of(request.HttpContext);
        var found = await items.LoadAsync(
            DealSpecs.List,
            DealStore.Collection,
            id,
            state.Actor,
            cancellationToken
        );
        var deal = found.OrRefuse();
        return new SeenDeal(deal, await scenes.OfAsync(deal, state.Now, cancellationToken));
    }

    /// <summary>What <c>fields</c> names, with what tells quotations apart; null for all.</summary>
    private static Projection? Picked(HttpRequest request)
    {
        if (!request.Query.TryGetValue("fields", out var fields))
            return null;
        var faults = new QueryFaults();
        var names = PageParameters.Fields(fields.ToString(), Whole, "quotations", faults);
        faults.ThrowIfAny();
        return Whole.Pick(["deal_id", "revision", .. names]);
    }

    private static Answer Of(QuotationView view, Projection? picked)
    {
        var answer = Answers.Of(view, Wire.QuotationView);
        return picked is null ? answer : answer with { Body = picked.Of(answer.Body.Span) };
    }

    /// <summary>The day of validity is not part of what rates change.</summary>
    private static IReadOnlyList<FieldChange> TotalsThatDiffer(
        QuotationContent quoted,
        QuotationContent today
    ) =>
        [
            .. QuotationDiff
                .Between(quoted, today)
                .Fields.Where(f => f.Field.StartsWith("totals.", StringComparison.Ordinal)),
        ];

    private static Quotation RevisionOf(Deal deal, string revision)
    {
        deal.Offered().OrRefuse();
        return
            int.TryParse(revision, CultureInfo.InvariantCulture, out var number)
            && deal.Revision(number) is { } found
            ? found
            : throw new RefusalException(
                new Fault(
                    FaultKind.NotFound,
                    "quotation.revision_not_found",
                    "The quotation has no such revision."
                )
            );
    }
}

/// <summary>A deal that the caller sees.</summary>
internal sealed record SeenDeal(Deal Deal, QuotationScene Scene);

/// <summary>The answers about one quotation.</summary>
internal static class QuotationAnswers
{
    public static Answer Shown(QuotationTaken taken) =>
        Answers.Of(taken.View, QuotationContractsJson.Wire.QuotationView) with
        {
            ETag = ETags.Of(taken.Deal.Key, taken.Deal.Version),
        };

    public static Answer Linked(QuotationLinkView link) =>
        Answers.Of(link, QuotationContractsJson.Wire.QuotationLinkView);
}
