using System.Text.Json;
using System.Text.Json.Serialization;
using KoSales.Domain.Deals;
using KoSales.Domain.Entities;
using KoSales.Domain.Fields;
using KoSales.Domain.Quotations;
using KoSales.Functions.Entities.Changing;
using NodaTime;

namespace KoSales.Functions.Quotations;

/// <summary>Who asks for a change of which deal's quotation.</summary>
public sealed record QuotationCall(string DealId, Command Command)
{
    /// <summary>Of the deal; null when the caller does not mind.</summary>
    public IfMatch? IfMatch { get; init; }
}

/// <summary>A deal after a decision about its quotation.</summary>
/// <param name="View">Of the current revision.</param>
public sealed record QuotationTaken(Deal Deal, QuotationView View);

/// <summary>A decision about the quotation of a deal in hand.</summary>
internal delegate ValueTask<Verdict<QuotationOutcome>> DecideQuotationOf(
    Deal deal,
    QuotationScene scene,
    WriteBatch batch,
    CancellationToken cancellationToken
);

/// <param name="Deal">What the deal becomes.</param>
internal sealed record QuotationOutcome(QuotationFact Fact, EntityFact<Deal> Deal)
{
    public IReadOnlyList<FieldWarning> Warnings { get; init; } = [];

    /// <summary>What follows from the decision alone.</summary>
    public static QuotationOutcome Of(Deal deal, QuotationFact fact, Command command) =>
        new(fact, deal.With(fact, command));
}

/// <summary>Carries a decision about a deal's quotation through: the deal, the number series, the events and
/// the timeline commit together.</summary>
public sealed class QuotationWriter(EntityWriter<Deal> writer, QuotationScenes scenes)
{
    internal async Task<Verdict<QuotationTaken>> DecideAsync(
        QuotationCall call,
        DecideQuotationOf decide,
        CancellationToken cancellationToken
    )
    {
        QuotationTaken? taken = null;
        var about = new EntityCall<Deal>(call.DealId, call.Command)
        {
            IfMatch = call.IfMatch,
            Result = _ => taken!,
        };
        var decided = await writer.DecideAsync(about, DecideOnceAsync, cancellationToken);
        return decided.IsRefused ? decided.Refusal : taken!;

        async ValueTask<Verdict<EntityFact<Deal>>> DecideOnceAsync(
            Deal deal,
            WriteBatch batch,
            CancellationToken token
        )
        {
            var scene = await scenes.OfAsync(deal, call.Command.Now, token);
            var outcome = await decide(deal, scene, batch, token);
            if (outcome.IsRefused)
                return outcome.Refusal;
            var fact = outcome.Value.Deal;
            if (fact.Changes.Count > 0)
                batch.Emit(call.Command, EventOf(fact.Entity, outcome.Value.Fact));
            taken = TakenOf(outcome.Value, scene);
            return fact;
        }
    }

    /// <summary>Tells of a decision beside the deal's own event.</summary>
    internal static OutboxFact EventOf(Deal deal, QuotationFact fact) =>
        new(fact.Type, deal.Ref) { Data = QuotationFacts.Of(fact.Quotation) };

    private static QuotationTaken TakenOf(QuotationOutcome outcome, QuotationScene scene)
    {
        var deal = outcome.Deal.Entity;
        var view = QuotationViews.Of(deal, deal.Quotation!, scene);
        return new QuotationTaken(
            deal,
            outcome.Warnings.Count == 0 ? view : view with { Warnings = outcome.Warnings }
        );
    }
}

/// <summary>What the events of quotations say.</summary>
public sealed record QuotationFacts
{
    public required int Revision { get; init; }

    public string? Number { get; init; }

    public Instant? ExpiresAt { get; init; }

    public static JsonElement Of(Quotation quotation) =>
        JsonSerializer.SerializeToElement(
            new QuotationFacts
            {
                Revision = quotation.Revision,
                Number = quotation.Number,
                ExpiresAt = quotation.ExpiresAt,
            },
            QuotationFactsJson.Wire.QuotationFacts
        );

    public static QuotationFacts Read(JsonElement data) =>
        data.Deserialize(QuotationFactsJson.Wire.QuotationFacts)!;
}

[JsonSerializable(typeof(QuotationFacts))]
internal sealed partial class QuotationFactsJson : JsonSerializerContext
{
    public static readonly QuotationFactsJson Wire = new(DocumentJson.NewOptions());
}
