using KoSales.Domain.Quotations;
using KoSales.Domain.Quotations.Licensing;
using KoSales.Domain.Taxes;
using NodaTime;
using static KoSales.Tests.Quotations.QuotationSamples;

namespace KoSales.Tests.Quotations;

public sealed class LicenceTests
{
    private static readonly LocalDate Today = new(2026, 11, 22);

    private static readonly Quotation Mixed = QuotationDecisions
        .Begin(Priced(Input with { Items = [Humic, Chlorpyrifos, Chlorpyrifos] }))
        .Quotation;

    [Theory]
    [InlineData("38089199", "dealer", LicenceType.Pesticide)]
    [InlineData("31052000", "distributor", LicenceType.Fertilizer)]
    [InlineData("12099190", "retailer", LicenceType.Seed)]
    [InlineData("38089199", "farmer", null)]
    [InlineData("38089199", "institution", null)]
    [InlineData("84244100", "dealer", null)]
    public void Who_sells_on_needs_the_licence_of_the_goods(
        string code,
        string kind,
        LicenceType? expected
    )
    {
        Assert.True(Hsn.TryParse(code, out var hsn));

        Assert.Equal(expected, LicenceRules.Default.TypeFor(hsn, new Buyer(kind, "23")));
    }

    [Fact]
    public void A_rule_may_be_of_one_state_and_the_longest_code_holds()
    {
        Assert.True(Hsn.TryParse("31010099", out var hsn));
        var rules = new LicenceRules([
            new LicenceRule("31", LicenceType.Fertilizer, ["dealer"], []),
            new LicenceRule("3101", LicenceType.Seed, ["dealer"], ["27"]),
        ]);

        Assert.Equal(LicenceType.Fertilizer, rules.TypeFor(hsn, new Buyer("dealer", "23")));
        Assert.Equal(LicenceType.Seed, rules.TypeFor(hsn, new Buyer("dealer", "27")));
    }

    [Fact]
    public void The_check_names_the_proving_document_or_what_is_missing()
    {
        var check = LicenceCheck.Of(
            Mixed,
            [
                new HeldLicence(LicenceType.Fertilizer, "old", null, Today),
                new HeldLicence(LicenceType.Fertilizer, "forever", null, null),
                new HeldLicence(LicenceType.Pesticide, "over", null, Today.PlusDays(-1)),
                new HeldLicence(LicenceType.Pesticide, "coming", Today.PlusDays(1), null),
            ],
            Today
        );

        Assert.False(check.Ok);
        Assert.Equal([LicenceType.Pesticide], check.Missing);
        Assert.Equal(["forever", null, null], check.Lines.Select(l => l.DocumentId));
    }

    [Fact]
    public void A_buyer_with_every_licence_may_be_sold_to()
    {
        var check = LicenceCheck.Of(
            Mixed,
            [
                new HeldLicence(LicenceType.Fertilizer, "f", null, null),
                new HeldLicence(LicenceType.Pesticide, "p", Today, Today),
            ],
            Today
        );

        Assert.True(check.Ok);
    }
}
