using System.Buffers.Text;
using System.Security.Cryptography;
using KoSales.Domain.Deals;
using KoSales.Domain.Fields;
using KoSales.Domain.Quotations;
using KoSales.Domain.Quotations.Pricing;
using KoSales.Domain.Quotations.Reading;
using Microsoft.Extensions.Options;

namespace KoSales.Functions.Quotations;

/// <summary>What agents and managers do with the quotation of a deal, up to its decision.</summary>
public sealed class QuotationDesk(
    QuotationWriter writer,
    QuotationScenes scenes,
    SeriesTurns turns,
    IDocumentStore store,
    IOptions<QuotationSettings> settings
)
{
    private const int TokenBytes = 32;

    /// <summary>Another content: of a draft in place, of what was sent as the next revision. Every fault of
    /// it at once.</summary>
    public Task<Verdict<QuotationTaken>> WriteAsync(
        QuotationCall call,
        QuotationInput input,
        CancellationToken cancellationToken
    ) =>
        writer.DecideAsync(
            call,
            async (deal, scene, _, token) =>
            {
                var draft = QuotationReader.Read(input);
                if (draft.IsRefused)
                    return draft.Refusal;
                var terms = await scenes.TermsAsync(scene, token);
                var content = QuotationPricing.Price(draft.Value, terms);
                if (content.IsRefused)
                    return content.Refusal;
                var quoted = deal.Quote(content.Value);
                return quoted.IsRefused
                    ? quoted.Refusal
                    : Written(deal, quoted.Value, scene, terms, call.Command);
            },
            cancellationToken
        );

    /// <summary>By a manager, of exactly what they saw.</summary>
    public Task<Verdict<QuotationTaken>> ApproveAsync(
        QuotationCall call,
        DecideQuotation body,
        CancellationToken cancellationToken
    ) =>
        ChangeAsync(
            call,
            q => q.Approve(Seen(body), NoteOf(body.Note), call.Command),
            cancellationToken
        );

    /// <summary>Tells whoever leads the team that a draft waits for approval; changes nothing of
    /// it.</summary>
    public Task<Verdict<QuotationTaken>> AskAsync(
        QuotationCall call,
        CancellationToken cancellationToken
    ) =>
        writer.DecideAsync(
            call,
            (deal, _, batch, _) =>
            {
                var offered = deal.Offered();
                if (offered.IsRefused)
                    return new(offered.Refusal);
                var asked = new QuotationFact(offered.Value, "quotation.approval_asked");
                batch.Emit(call.Command, QuotationWriter.EventOf(deal, asked));
                return new(QuotationOutcome.Of(deal, asked, call.Command));
            },
            cancellationToken
        );

    /// <summary>To the customer. The number is given in the transaction that sends; those of one process take
    /// turns, so that many who send at once do not refuse each other.</summary>
    public async Task<Verdict<QuotationTaken>> SendAsync(
        QuotationCall call,
        CancellationToken cancellationToken
    )
    {
        using var turn = await turns.TakeAsync(cancellationToken);
        return await writer.DecideAsync(
            call,
            (deal, _, batch, token) => SentAsync(deal, batch, call.Command, token),
            cancellationToken
        );
    }

    /// <summary>Another link for the customer. Its token is in the answer alone.</summary>
    public async Task<Verdict<QuotationLinkView>> ShareAsync(
        QuotationCall call,
        CancellationToken cancellationToken
    )
    {
        var token = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(TokenBytes));
        var shared = await ChangeAsync(
            call,
            q => q.Share(ShareToken.HashOf(token), call.Command),
            cancellationToken
        );
        if (shared.IsRefused)
            return shared.Refusal;
        var path = $"{Routes.Base}shared-quotations/{call.DealId}/{token}";
        var url = settings.Value.PublicUrl.TrimEnd('/') + path;
        return new QuotationLinkView(url, shared.Value.Deal.Quotation!.ExpiresAt);
    }

    public Task<Verdict<QuotationTaken>> WithdrawAsync(
        QuotationCall call,
        CancellationToken cancellationToken
    ) => ChangeAsync(call, q => q.Withdraw(null, call.Command), cancellationToken);

    /// <param name="body">Without revision and hash: whatever is current.</param>
    public Task<Verdict<QuotationTaken>> RejectAsync(
        QuotationCall call,
        RejectQuotation body,
        CancellationToken cancellationToken
    ) =>
        ChangeAsync(
            call,
            q =>
                q.Reject(
                    new SeenRevision(
                        body.Revision ?? q.Revision,
                        body.ContentHash ?? q.ContentHash
                    ),
                    NoteOf(body.Note),
                    call.Command
                ),
            cancellationToken
        );

    internal static SeenRevision Seen(DecideQuotation body) => new(body.Revision, body.ContentHash);

    /// <summary>As it is kept: what it holds of somebody's numbers is masked; null for blank.</summary>
    internal static string? NoteOf(string? note)
    {
        var text = MaskedText.Of((note ?? "").Trim(), "/note").Text;
        return text.Length == 0 ? null : text;
    }

    private Task<Verdict<QuotationTaken>> ChangeAsync(
        QuotationCall call,
        Func<Quotation, Verdict<QuotationFact>> decide,
        CancellationToken cancellationToken
    ) =>
        writer.DecideAsync(
            call,
            (deal, _, _, _) =>
            {
                var offered = deal.Offered();
                if (offered.IsRefused)
                    return new(offered.Refusal);
                var decided = decide(offered.Value);
                return new(
                    decided.IsRefused
                        ? decided.Refusal
                        : QuotationOutcome.Of(deal, decided.Value, call.Command)
                );
            },
            cancellationToken
        );

    private static QuotationOutcome Written(
        Deal deal,
        QuotationFact fact,
        QuotationScene scene,
        PricingTerms terms,
        Command command
    )
    {
        var rates = RateReview.Of(fact.Quotation, terms.Rates, scene.Today);
        return QuotationOutcome.Of(deal, fact, command) with
        {
            Warnings = [.. QuotationViews.Warnings(fact.Quotation, scene, rates)],
        };
    }

    private async ValueTask<Verdict<QuotationOutcome>> SentAsync(
        Deal deal,
        WriteBatch batch,
        Command command,
        CancellationToken cancellationToken
    )
    {
        var offered = deal.Offered();
        if (offered.IsRefused)
            return offered.Refusal;
        if (deal.ObjectionToOffer() is { } closed)
            return closed;
        var (prefix, policy) = (
            settings.Value.NumberPrefix,
            settings.Value.PolicyOf(command.Actor)
        );
        var id = QuotationSeries.IdOf(prefix, command.Now);
        var stored = await store.FindAsync(QuotationSeriesStore.Collection, id, cancellationToken);
        var series = stored ?? QuotationSeries.Begin(prefix, command);
        var sending = new Sending(policy, series, deal.ContactId ?? deal.CustomerId ?? deal.LeadId);
        var sent = offered.Value.Send(sending, command);
        if (sent.IsRefused)
            return sent.Refusal;
        if (sent.Value.Series is { } given && stored is not null)
            batch.Replace(QuotationSeriesStore.Collection, given);
        else if (sent.Value.Series is { } first)
            batch.Insert(QuotationSeriesStore.Collection, first);
        return QuotationOutcome.Of(deal, sent.Value, command);
    }
}

/// <summary>Those of one process who send take turns; between processes the versions decide.</summary>
public sealed class SeriesTurns : IDisposable
{
    private readonly SemaphoreSlim _turn = new(1);

    /// <returns>To be disposed when the number is given.</returns>
    public async ValueTask<IDisposable> TakeAsync(CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        return new Turn(_turn);
    }

    public void Dispose() => _turn.Dispose();

    private sealed class Turn(SemaphoreSlim turn) : IDisposable
    {
        public void Dispose() => turn.Release();
    }
}
