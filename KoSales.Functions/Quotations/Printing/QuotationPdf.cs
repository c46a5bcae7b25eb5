using KoSales.Domain.Kernel.Amounts;
using KoSales.Domain.Quotations;
using KoSales.Domain.Quotations.Pricing;
using KoSales.Domain.Quotations.Printing;
using SkiaSharp;

namespace KoSales.Functions.Quotations.Printing;

/// <summary>A quotation as a PDF file in A4: what <see cref="QuotationPage"/> says, with the head of the lines
/// on every page. The same quotation gives the same file.</summary>
internal sealed class QuotationPdf : IDisposable
{
    private const float Gap = 12;
    private const float TotalsWidth = 220;

    private static readonly PdfStyle Title = new(17) { IsBold = true };
    private static readonly PdfStyle Body = new(9);
    private static readonly PdfStyle Strong = Body with { IsBold = true };
    private static readonly PdfStyle Pale = Body with { IsPale = true };
    private static readonly PdfStyle Cell = new(7);
    private static readonly PdfStyle Small = new(6) { IsPale = true };

    private readonly PdfType _type = new();
    private readonly PdfSheets _sheets = new();
    private readonly SKPaint _line = new()
    {
        Color = new SKColor(0x99, 0x99, 0x99),
        IsStroke = true,
        StrokeWidth = 0.5f,
    };

    private QuotationPdf() { }

    public static byte[] Of(Quotation quotation, PageParty seller, PageParty buyer)
    {
        using var pdf = new QuotationPdf();
        pdf.Head(quotation);
        pdf.Parties(seller, buyer);
        pdf.Facts(quotation);
        pdf.Lines(quotation);
        pdf.Totals(quotation);
        pdf.Terms(quotation);
        pdf.Closing(quotation, seller);
        return pdf._sheets.Save(
            AboutOf(quotation, seller),
            (canvas, page, of) => pdf.Foot(canvas, quotation, $"Page {page} of {of}")
        );
    }

    public void Dispose()
    {
        _type.Dispose();
        _sheets.Dispose();
        _line.Dispose();
    }

    private static SKDocumentPdfMetadata AboutOf(Quotation quotation, PageParty seller) =>
        SKDocumentPdfMetadata.Default with
        {
            Title = $"Quotation {QuotationTexts.NumberOf(quotation)}",
            Author = seller.Name,
            Creator = "KO Sales",
            Creation = quotation.SentAt?.ToDateTimeUtc(),
            Modified = quotation.SentAt?.ToDateTimeUtc(),
        };

    private void Head(Quotation quotation)
    {
        Write("Quotation", Title, PdfSheets.Left);
        if (quotation.Status == QuotationStatus.Sent)
            return;
        var status = WireNames<QuotationStatus>.Of(quotation.Status).ToUpperInvariant();
        Write(status, Strong, PdfSheets.Left);
    }

    /// <summary>Two boxes beside each other, as high as the higher one.</summary>
    private void Parties(PageParty seller, PageParty buyer)
    {
        const float width = (PdfSheets.Within - Gap) / 2;
        const float padding = 6;
        var texts = new[] { TextsOf("SELLER", seller), TextsOf("BUYER", buyer) }
            .Select(party => Broken(party, width - (2 * padding)))
            .ToArray();
        var height = texts.Max(HeightOf) + (2 * padding);
        _sheets.Y += Gap / 2;
        var top = _sheets.Y;
        foreach (var (place, party) in texts.Index())
        {
            var x = PdfSheets.Left + (place * (width + Gap));
            _sheets.Canvas.DrawRect(x, top, width, height, _line);
            _sheets.Y = top + padding;
            foreach (var (text, style) in party)
                Write(text, style, x + padding);
        }

        _sheets.Y = top + height + Gap;
    }

    private static IEnumerable<PdfParagraph> TextsOf(string role, PageParty party)
    {
        yield return new PdfParagraph(role, Small);
        yield return new PdfParagraph(party.Name, Strong);
        foreach (var line in party.Address)
            yield return new PdfParagraph(line, Body);
        if (party.Gstin is { } gstin)
            yield return new PdfParagraph($"GSTIN {gstin}", Body);
        if (party.Contact is { } contact)
            yield return new PdfParagraph(contact, Body);
    }

    private void Facts(Quotation quotation)
    {
        var x = PdfSheets.Left;
        foreach (var (name, value) in QuotationTexts.FactsOf(quotation))
        {
            var (label, fact) = ($"{name} ", value);
            var wide = _type.WidthOf(label, Pale) + _type.WidthOf(fact, Strong) + Gap;
            if (x > PdfSheets.Left && x + wide > PdfSheets.Right)
            {
                x = PdfSheets.Left;
                _sheets.Y += Body.LineHeight;
            }

            Put(label, Pale, x);
            Put(fact, Strong, x + _type.WidthOf(label, Pale));
            x += wide;
        }

        _sheets.Y += Body.LineHeight + Gap;
    }

    private void Lines(Quotation quotation)
    {
        var taxes = TaxesOf(quotation);
        using var table = new PdfTable(_sheets, _type, ColumnsOf(taxes));
        foreach (var (index, line) in quotation.Items.Index())
            table.Add(CellsOf(index + 1, line, taxes));
        _sheets.Y += Gap;
    }

    /// <summary>Those that the quotation has: of one kind or the other, never of both.</summary>
    private static IReadOnlyList<LineTax> TaxesOf(Quotation quotation) =>
        quotation.Totals.Igst != 0
            ? [new LineTax("IGST", l => l.Igst)]
            : [new LineTax("CGST", l => l.Cgst), new LineTax("SGST", l => l.Sgst)];

    /// <summary>What is left of the page's width is the item's.</summary>
    private static IReadOnlyList<PdfColumn> ColumnsOf(IReadOnlyList<LineTax> taxes)
    {
        PdfColumn[] numbers =
        [
            new("HSN", 44),
            new("Quantity", 48),
            new("Price", 46),
            new("Disc. %", 32),
            new("Taxable value", 58),
            new("GST %", 30),
            .. taxes.Select(tax => new PdfColumn(tax.Name, 44)),
            new("Total", 58),
        ];
        var place = new PdfColumn("#", 22);
        var item = new PdfColumn("Item", PdfSheets.Within - place.Width - numbers.Sum(c => c.Width))
        {
            IsText = true,
        };
        return [place, item, .. numbers];
    }

    private static IReadOnlyList<IReadOnlyList<PdfParagraph>> CellsOf(
        int number,
        QuotationLine line,
        IReadOnlyList<LineTax> taxes
    )
    {
        string[] numbers =
        [
            line.Hsn.Code,
            $"{DecimalText.Plain(line.Quantity)} {line.Unit}",
            DecimalText.Price(line.UnitPrice),
            DecimalText.Plain(line.DiscountPercent),
            IndianDigits.Of(line.TaxableValue),
            DecimalText.Plain(line.GstRate),
            .. taxes.Select(tax => IndianDigits.Of(tax.Of(line))),
            IndianDigits.Of(line.LineTotal),
        ];
        return [Plain($"{number}"), [.. ItemOf(line)], .. numbers.Select(Plain)];
    }

    private static IReadOnlyList<PdfParagraph> Plain(string text) => [new PdfParagraph(text, Cell)];

    private static IEnumerable<PdfParagraph> ItemOf(QuotationLine line)
    {
        yield return new PdfParagraph(line.Name, Cell);
        yield return new PdfParagraph(line.Sku, Small);
        if (line.RequiresLicence is { } type)
            yield return new PdfParagraph($"Needs a {QuotationTexts.NameOf(type)}", Small);
    }

    /// <summary>All on one page.</summary>
    private void Totals(Quotation quotation)
    {
        var sums = QuotationTexts.SumsOf(quotation);
        var total = quotation.Totals.GrandTotal;
        _sheets.Reserve((sums.Count + 4) * Body.LineHeight);
        foreach (var (name, amount) in sums)
            Sum(name, amount, Body);
        _sheets.Canvas.DrawLine(
            PdfSheets.Right - TotalsWidth,
            _sheets.Y,
            PdfSheets.Right,
            _sheets.Y,
            _line
        );
        _sheets.Y += 2;
        Sum("Grand total", $"₹ {IndianDigits.Of(total)}", Strong);
        foreach (var line in _type.Broken(AmountInWords.Of(total), PdfSheets.Within, Strong))
            Write(line, Strong, PdfSheets.Right - _type.WidthOf(line, Strong));
        _sheets.Y += Gap;
    }

    private void Sum(string name, string amount, PdfStyle style)
    {
        Put(name, style, PdfSheets.Right - TotalsWidth);
        Write(amount, style, PdfSheets.Right - _type.WidthOf(amount, style));
    }

    private void Terms(Quotation quotation)
    {
        if (quotation.Terms is not { } terms)
            return;
        _sheets.Reserve(3 * Body.LineHeight);
        Write("Terms", Strong, PdfSheets.Left);
        foreach (var line in _type.Broken(terms, PdfSheets.Within, Body))
            Write(line, Body, PdfSheets.Left);
        _sheets.Y += Gap;
    }

    private void Closing(Quotation quotation, PageParty seller)
    {
        _sheets.Reserve((3 * Body.LineHeight) + Gap);
        foreach (var line in _type.Broken($"For {seller.Name}", PdfSheets.Within, Body))
            Write(line, Body, PdfSheets.Left);
        _sheets.Y += Gap;
        Write($"Content {quotation.ContentHash}", Small, PdfSheets.Left);
    }

    private void Foot(SKCanvas canvas, Quotation quotation, string page)
    {
        const float y = PdfSheets.Height - 28;
        var about =
            $"Quotation {QuotationTexts.NumberOf(quotation)}, revision {quotation.Revision}";
        _type.Draw(canvas, about, PdfSheets.Left, y, Small);
        _type.Draw(canvas, page, PdfSheets.Right - _type.WidthOf(page, Small), y, Small);
    }

    /// <summary>A line of its own, on the next page where this one is full.</summary>
    private void Write(string text, PdfStyle style, float x)
    {
        _sheets.Reserve(style.LineHeight);
        Put(text, style, x);
        _sheets.Y += style.LineHeight;
    }

    /// <summary>In the line that is being filled.</summary>
    private void Put(string text, PdfStyle style, float x) =>
        _type.Draw(_sheets.Canvas, text, x, _sheets.Y + style.Size, style);

    private IReadOnlyList<PdfParagraph> Broken(IEnumerable<PdfParagraph> texts, float width) =>
        [
            .. texts.SelectMany(p =>
                _type.Broken(p.Text, width, p.Style).Select(line => p with { Text = line })
            ),
        ];

    private static float HeightOf(IReadOnlyList<PdfParagraph> texts) =>
        texts.Sum(p => p.Style.LineHeight);

    /// <summary>A tax with a column of its own.</summary>
    private sealed record LineTax(string Name, Func<QuotationLine, decimal> Of);
}
