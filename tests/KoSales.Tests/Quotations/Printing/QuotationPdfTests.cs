using System.Text;
using System.Text.RegularExpressions;
using KoSales.Domain.Quotations;
using KoSales.Domain.Quotations.Printing;
using KoSales.Domain.Quotations.Reading;
using KoSales.Functions.Quotations.Printing;

namespace KoSales.Tests.Quotations.Printing;

public sealed partial class QuotationPdfTests : IDisposable
{
    private static readonly PageParty Seller = new("KO Agri Inputs", ["Bhopal"], "23X", "office");
    private static readonly PageParty Buyer = new(
        "श्री कृषि केंद्र",
        ["सीहोर", "Madhya Pradesh 466001"],
        null,
        null
    );

    private static readonly PdfStyle Style = new(9);

    private readonly PdfType _type = new();

    public void Dispose() => _type.Dispose();

    [Fact]
    public void It_is_a_file_of_one_page_that_is_titled_by_its_number()
    {
        var file = QuotationPdf.Of(QuotationSamples.Sent, Seller, Buyer);

        var text = Encoding.Latin1.GetString(file);
        Assert.StartsWith("%PDF-", text, StringComparison.Ordinal);
        Assert.Contains($"Quotation {QuotationSamples.Sent.Number}", text);
        Assert.Single(Page().Matches(text));
    }

    [Fact]
    public void The_same_quotation_gives_the_same_file()
    {
        var one = QuotationPdf.Of(QuotationSamples.Sent, Seller, Buyer);
        var other = QuotationPdf.Of(QuotationSamples.Sent, Seller, Buyer);

        Assert.Equal(one, other);
    }

    [Fact]
    public void Two_hundred_lines_go_on_over_pages()
    {
        var items = Enumerable
            .Range(1, QuotationLimits.Items)
            .Select(i =>
                QuotationSamples.Humic with
                {
                    Sku = $"HUM-{i}",
                    Name = "ह्यूमिक एसिड १ लीटर",
                }
            );
        var content = QuotationSamples.Priced(QuotationSamples.Input with { Items = [.. items] });
        var quotation = QuotationDecisions.Begin(content).Quotation;

        var text = Encoding.Latin1.GetString(QuotationPdf.Of(quotation, Seller, Buyer));

        Assert.InRange(Page().Count(text), 8, 14);
        Assert.Contains("NotoSansDevanagari", text);
    }

    [Fact]
    public void A_conjunct_is_one_shape_and_not_its_letters_beside_each_other()
    {
        var letters = _type.WidthOf("क", Style) + _type.WidthOf("ष", Style);

        Assert.InRange(_type.WidthOf("क्ष", Style), 1, letters * 0.8f);
    }

    [Fact]
    public void Scripts_are_set_apart_and_joiners_stay_with_their_letters()
    {
        var runs = PdfFonts.RunsOf("M/s श्री\u200Dराम (K)", isBold: false);

        Assert.Equal(
            [
                new PdfRun("M/s ", PdfFace.Latin),
                new PdfRun("श्री\u200Dराम", PdfFace.Devanagari),
                new PdfRun(" (K)", PdfFace.Latin),
            ],
            runs
        );
        Assert.Empty(PdfFonts.RunsOf("", isBold: true));
    }

    [Theory]
    [InlineData(PdfFace.Latin, "₹ – é")]
    [InlineData(PdfFace.LatinBold, "₹ – é")]
    [InlineData(PdfFace.Devanagari, "क़ ॥ ₹ ९")]
    public void The_fonts_have_the_signs_that_quotations_need(PdfFace face, string signs)
    {
        using var font = new SkiaSharp.SKFont(PdfFonts.Of(face));

        Assert.True(font.ContainsGlyphs(signs.Replace(" ", "", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("Payment in advance, goods once sold are not taken back.")]
    [InlineData("oneverylongwordwithoutanyplacetobreakitthatiswiderthantheline")]
    [InlineData("भुगतान अग्रिम में करना होगा और माल वापस नहीं लिया जाएगा")]
    public void Broken_texts_lose_nothing_and_fit(string text)
    {
        var lines = _type.Broken(text, 80, Style);

        Assert.True(lines.Count > 1);
        Assert.All(lines, line => Assert.True(_type.WidthOf(line, Style) <= 80));
        Assert.Equal(Letters(text), Letters(string.Concat(lines)));
    }

    [Fact]
    public void A_number_that_is_too_wide_gets_smaller_and_another_stays()
    {
        var wide = _type.Fitting("12,34,56,789.00", 30, Style);

        Assert.True(_type.WidthOf("12,34,56,789.00", wide) <= 30.5f);
        Assert.Same(Style, _type.Fitting("1.00", 30, Style));
    }

    private static string Letters(string text) => text.Replace(" ", "", StringComparison.Ordinal);

    [GeneratedRegex(@"/Type /Page\s")]
    private static partial Regex Page();
}
