using KoSales.Domain.Quotations;
using KoSales.Domain.Quotations.Printing;
using static KoSales.Tests.Quotations.QuotationSamples;

namespace KoSales.Tests.Quotations.Printing;

public sealed class QuotationPageTests
{
    private static readonly PageParty Seller = new(
        "Katyayani Organics",
        ["Bhopal", "Madhya Pradesh 462001"],
        "23AAPFU0939F1Z3",
        null
    );

    private static readonly PageParty Buyer = new("Shri Krishi Kendra", ["Sehore"], null, null);

    [Fact]
    public void The_page_says_everything_that_the_quotation_says()
    {
        var page = QuotationPage.Of(Sent, Seller, Buyer);

        Assert.All(
            [
                "KO/26-27/00001",
                "Katyayani Organics",
                "GSTIN 23AAPFU0939F1Z3",
                "Shri Krishi Kendra",
                "22 Nov 2026",
                "31 Dec 2026",
                "Madhya Pradesh (23)",
                "Humic acid 1 L",
                "31010099",
                "20 BTL",
                "8,550.00",
                "213.75",
                "-450.00",
                "8,978.00",
                "Rupees Eight Thousand Nine Hundred Seventy-Eight Only",
                "Payment in advance.",
                "Needs a fertilizer licence",
                Sent.ContentHash,
            ],
            text => Assert.Contains(text, page, StringComparison.Ordinal)
        );
        Assert.Contains("@page { size: A4", page, StringComparison.Ordinal);
    }

    [Fact]
    public void No_text_of_a_person_becomes_markup()
    {
        const string attack = "<img src=x onerror='alert(1)'>\"&";
        var content = Priced(
            Input with
            {
                Terms = attack,
                Items = [Humic with { Name = attack, Sku = attack, Unit = "<b>" }],
            }
        );
        var party = new PageParty(attack, [attack], attack, attack);

        var page = QuotationPage.Of(QuotationDecisions.Begin(content).Quotation, party, party);

        Assert.DoesNotContain("<img", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<b>", page, StringComparison.Ordinal);
        Assert.Contains(
            "&lt;img src=x onerror=&#39;alert(1)&#39;&gt;&quot;&amp;",
            page,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void It_loads_nothing_and_runs_nothing()
    {
        var page = QuotationPage.Of(Sent, Seller, Buyer);

        Assert.All(
            ["<script", "<link", "src=", "href=", "url(", "http"],
            text => Assert.DoesNotContain(text, page, StringComparison.OrdinalIgnoreCase)
        );
    }

    [Fact]
    public void What_is_not_with_the_customer_is_marked()
    {
        Assert.Contains(
            "<p class=\"status\">draft</p>",
            QuotationPage.Of(Draft, Seller, Buyer),
            StringComparison.Ordinal
        );
        Assert.DoesNotContain(
            "class=\"status\"",
            QuotationPage.Of(Sent, Seller, Buyer),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Tags_are_closed_in_the_order_of_their_opening()
    {
        var page = QuotationPage.Of(Sent, Seller, Buyer);

        Stack<string> open = new();
        foreach (var tag in Tags(page))
        {
            if (tag[0] == '/')
                Assert.Equal(tag[1..], open.Pop());
            else if (tag is not ("meta" or "!DOCTYPE"))
                open.Push(tag);
        }

        Assert.Empty(open);
    }

    private static IEnumerable<string> Tags(string page) =>
        page.Split('<').Skip(1).Select(t => t.Split('>', ' ')[0]);
}
