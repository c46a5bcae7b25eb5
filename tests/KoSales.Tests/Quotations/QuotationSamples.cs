using KoSales.Domain.Quotations;
using KoSales.Domain.Quotations.Licensing;
using KoSales.Domain.Quotations.Pricing;
using KoSales.Domain.Quotations.Reading;
using KoSales.Domain.Taxes;
using NodaTime;

namespace KoSales.Tests.Quotations;

/// <summary>The example of the specification, and what becomes of it.</summary>
internal static class QuotationSamples
{
    public static readonly Instant Now = Instant.FromUtc(2026, 11, 22, 7, 30);

    public static readonly Actor Manager = new("A0-0002", [Role.Manager], "TM-1");

    public static readonly Actor Agent = new("A0-0003", [Role.Agent], "TM-1");

    public static readonly QuotationItemInput Humic = new()
    {
        Sku = "HUM-1L",
        Name = "Humic acid 1 L",
        Hsn = "31010099",
        Quantity = "20",
        Unit = "BTL",
        UnitPrice = "450.00",
        DiscountPercent = "5",
        GstRate = "5",
    };

    public static readonly QuotationItemInput Chlorpyrifos = new()
    {
        Sku = "CHL-500",
        Name = "Chlorpyrifos 20 % EC 500 ml",
        Hsn = "38089199",
        Quantity = "2.5",
        Unit = "LTR",
        UnitPrice = "333.335",
    };

    public static readonly QuotationInput Input = new()
    {
        PlaceOfSupply = "23",
        ValidUntil = "2026-12-31",
        Items = [Humic],
        Terms = "Payment in advance.",
    };

    public static readonly PricingTerms Terms = new(
        new Seller("23AAPFU0939F1Z3", "23"),
        GstRateTable.Of(GstSeed.Rows).Value,
        LicenceRules.Default,
        "dealer",
        new LocalDate(2026, 11, 22)
    );

    public static QuotationContent Content { get; } = Priced(Input);

    public static Quotation Draft { get; } = QuotationDecisions.Begin(Content).Quotation;

    public static Quotation Sent { get; } = Out(Draft).Quotation;

    public static Quotation Accepted { get; } =
        Sent.Accept(SeenOf(Sent), null, By(Agent)).Value.Quotation;

    public static Quotation Rejected { get; } =
        Sent.Reject(SeenOf(Sent), "too dear", By(Agent)).Value.Quotation;

    public static Quotation Expired { get; } = Sent.Expire(At(Sent.ExpiresAt)).Value.Quotation;

    public static Quotation Withdrawn { get; } = Sent.Withdraw(null, By(Agent)).Value.Quotation;

    public static QuotationFact Revision { get; } = Sent.Revise(Dearer).Value;

    public static Quotation Superseded { get; } = Revision.Past!;

    public static QuotationContent Dearer =>
        Priced(Input with { Items = [Humic with { UnitPrice = "460.00" }] });

    public static QuotationSeries Series => QuotationSeries.Begin("KO", By(Agent));

    public static QuotationContent Priced(QuotationInput input) => Priced(input, Terms);

    public static QuotationContent Priced(QuotationInput input, PricingTerms terms) =>
        QuotationPricing.Price(QuotationReader.Read(input).Value, terms).Value;

    public static Sending To(ApprovalPolicy policy) => new(policy, Series, "C-7");

    public static QuotationFact Out(Quotation draft) =>
        draft.Send(To(ApprovalPolicy.Unlimited), By(Agent)).Value;

    public static SeenRevision SeenOf(Quotation quotation) =>
        new(quotation.Revision, quotation.ContentHash);

    public static Command By(Actor actor) => new(actor, Now, "trace");

    public static Command At(Instant now) => new(Agent, now, "trace");
}
