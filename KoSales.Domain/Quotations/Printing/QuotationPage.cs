using KoSales.Domain.Kernel.Amounts;
using KoSales.Domain.Quotations.Pricing;

namespace KoSales.Domain.Quotations.Printing;

/// <summary>A party as the page names it: texts as they are, escaped by the page.</summary>
/// <param name="Address">Line by line.</param>
/// <param name="Contact">Phone or e-mail; null where the reader may not see it.</param>
public sealed record PageParty(
    string Name,
    IReadOnlyList<string> Address,
    string? Gstin,
    string? Contact
);

/// <summary>That the page takes the buyer's answer.</summary>
/// <param name="Path">What stands before <c>/accept</c> and <c>/reject</c>.</param>
public sealed record PageDecision(string Path);

/// <summary>A page that says one thing.</summary>
public static class NoticePage
{
    public static string Of(string sentence) =>
        new Html()
            .Add($"<!DOCTYPE html>")
            .Add($"<html lang=\"en\">")
            .Add($"<head>")
            .Add($"<meta charset=\"utf-8\">")
            .Add($"<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">")
            .Add($"<meta name=\"robots\" content=\"noindex\">")
            .Add($"<title>Quotation</title>")
            .AddLiteral("<style>" + QuotationStyle.Css + "</style>")
            .Add($"</head>")
            .Add($"<body><p class=\"notice\">{sentence}</p></body>")
            .Add($"</html>")
            .ToString();
}

/// <summary>A quotation as one printable HTML document: A4, without scripts, images or anything else that
/// is loaded.</summary>
public static class QuotationPage
{
    /// <param name="decision">Where the buyer's answer goes; null for a page that takes none.</param>
    public static string Of(
        Quotation quotation,
        PageParty seller,
        PageParty buyer,
        PageDecision? decision = null
    )
    {
        var html = new Html();
        Head(html, quotation);
        Parties(html, seller, buyer);
        Facts(html, quotation);
        Lines(html, quotation);
        Totals(html, quotation);
        Terms(html, quotation);
        if (decision is not null)
            Decision(html, quotation, decision);
        Closing(html, quotation, seller);
        return html.ToString();
    }

    private static void Head(Html html, Quotation quotation)
    {
        html.Add($"<!DOCTYPE html>")
            .Add($"<html lang=\"en\">")
            .Add($"<head>")
            .Add($"<meta charset=\"utf-8\">")
            .Add($"<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">")
            .Add($"<meta name=\"robots\" content=\"noindex\">")
            .Add($"<title>Quotation {QuotationTexts.NumberOf(quotation)}</title>")
            .AddLiteral("<style>" + QuotationStyle.Css + "</style>")
            .Add($"</head>")
            .Add($"<body>")
            .Add($"<h1>Quotation</h1>");
        if (quotation.Status != QuotationStatus.Sent)
            html.Add($"<p class=\"status\">{WireNames<QuotationStatus>.Of(quotation.Status)}</p>");
    }

    private static void Parties(Html html, PageParty seller, PageParty buyer)
    {
        html.Add($"<section class=\"parties\">");
        Party(html, "Seller", seller);
        Party(html, "Buyer", buyer);
        html.Add($"</section>");
    }

    private static void Party(Html html, string role, PageParty party)
    {
        html.Add($"<address>")
            .Add($"<span class=\"role\">{role}</span>")
            .Add($"<strong>{party.Name}</strong>");
        foreach (var line in party.Address)
            html.Add($"<span>{line}</span>");
        if (party.Gstin is { } gstin)
            html.Add($"<span>GSTIN {gstin}</span>");
        if (party.Contact is { } contact)
            html.Add($"<span>{contact}</span>");
        html.Add($"</address>");
    }

    private static void Facts(Html html, Quotation quotation)
    {
        html.Add($"<dl>");
        foreach (var (name, value) in QuotationTexts.FactsOf(quotation))
            html.Add($"<div><dt>{name}</dt><dd>{value}</dd></div>");
        html.Add($"</dl>");
    }

    private static void Lines(Html html, Quotation quotation)
    {
        html.Add($"<table>")
            .Add($"<thead><tr><th>#</th><th>Item</th><th>HSN</th><th>Quantity</th>")
            .Add($"<th>Price</th><th>Discount %</th><th>Taxable value</th><th>GST %</th>")
            .Add($"<th>CGST</th><th>SGST</th><th>IGST</th><th>Total</th></tr></thead>")
            .Add($"<tbody>");
        foreach (var (index, line) in quotation.Items.Index())
            Line(html, index + 1, line);
        html.Add($"</tbody>").Add($"</table>");
    }

    private static void Line(Html html, int number, QuotationLine line)
    {
        html.Add($"<tr><td>{number}</td>")
            .Add($"<td class=\"item\">{line.Name}<small>{line.Sku}</small>");
        if (line.RequiresLicence is { } type)
            html.Add($"<small>Needs a {QuotationTexts.NameOf(type)}</small>");
        html.Add($"</td><td>{line.Hsn.Code}</td>")
            .Add($"<td>{DecimalText.Plain(line.Quantity)} {line.Unit}</td>")
            .Add($"<td>{DecimalText.Price(line.UnitPrice)}</td>")
            .Add($"<td>{DecimalText.Plain(line.DiscountPercent)}</td>")
            .Add($"<td>{IndianDigits.Of(line.TaxableValue)}</td>")
            .Add($"<td>{DecimalText.Plain(line.GstRate)}</td>")
            .Add($"<td>{IndianDigits.Of(line.Cgst)}</td>")
            .Add($"<td>{IndianDigits.Of(line.Sgst)}</td>")
            .Add($"<td>{IndianDigits.Of(line.Igst)}</td>")
            .Add($"<td>{IndianDigits.Of(line.LineTotal)}</td></tr>");
    }

    private static void Totals(Html html, Quotation quotation)
    {
        var total = quotation.Totals.GrandTotal;
        html.Add($"<table class=\"totals\">").Add($"<tbody>");
        foreach (var (name, amount) in QuotationTexts.SumsOf(quotation))
            html.Add($"<tr><th>{name}</th><td>{amount}</td></tr>");
        html.Add($"</tbody>")
            .Add($"<tfoot><tr><th>Grand total (INR)</th>")
            .Add($"<td>{IndianDigits.Of(total)}</td></tr></tfoot>")
            .Add($"</table>")
            .Add($"<p class=\"words\">{AmountInWords.Of(total)}</p>");
    }

    private static void Terms(Html html, Quotation quotation)
    {
        if (quotation.Terms is { } terms)
            html.Add($"<section class=\"terms\"><h2>Terms</h2><p>{terms}</p></section>");
    }

    /// <summary>Two buttons that name exactly what the buyer sees; not printed.</summary>
    private static void Decision(Html html, Quotation quotation, PageDecision decision)
    {
        html.Add($"<form class=\"decision\" method=\"post\" action=\"{decision.Path}/accept\">")
            .Add($"<input type=\"hidden\" name=\"revision\" value=\"{quotation.Revision}\">")
            .Add($"<input type=\"hidden\" name=\"content_hash\" value=\"{quotation.ContentHash}\">")
            .Add($"<label>Note <input name=\"note\" maxlength=\"1000\"></label>")
            .Add($"<button>Accept</button>")
            .Add($"<button formaction=\"{decision.Path}/reject\">Reject</button>")
            .Add($"<a href=\"{decision.Path}/quotation.pdf\">PDF</a>")
            .Add($"</form>");
    }

    private static void Closing(Html html, Quotation quotation, PageParty seller)
    {
        html.Add($"<footer>")
            .Add($"<p>For {seller.Name}</p>")
            .Add($"<small>Content {quotation.ContentHash}</small>")
            .Add($"</footer>")
            .Add($"</body>")
            .Add($"</html>");
    }
}
