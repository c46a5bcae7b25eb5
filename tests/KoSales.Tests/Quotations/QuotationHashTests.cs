using System.Text.Json;
using System.Text.Json.Serialization;
using KoSales.Domain.Quotations;
using KoSales.Domain.Quotations.Reading;
using NodaTime;
using static KoSales.Tests.Quotations.QuotationSamples;

namespace KoSales.Tests.Quotations;

public sealed partial class QuotationHashTests
{
    [Fact]
    public void The_hash_of_an_offer_never_changes() =>
        Assert.Equal(
            "31eb29753a3283c3e00d31eac44f2d41d71949bc6f37413213c864e98f43f26f",
            Content.Hash
        );

    [Fact]
    public void Whatever_a_buyer_agrees_to_is_in_the_hash()
    {
        QuotationInput[] others =
        [
            Input with
            {
                PlaceOfSupply = "27",
            },
            Input with
            {
                Sez = true,
            },
            Input with
            {
                ValidUntil = "2027-01-01",
            },
            Input with
            {
                Terms = null,
            },
            Input with
            {
                Terms = "Payment in advance",
            },
            Input with
            {
                Items = [Humic, Humic],
            },
            .. OtherItems.Select(item => Input with { Items = [item] }),
        ];

        var hashes = others.Select(o => Priced(o).Hash).Append(Content.Hash).ToArray();

        Assert.Equal(hashes.Length, hashes.Distinct().Count());
    }

    private static IEnumerable<QuotationItemInput> OtherItems =>
        [
            Humic with
            {
                Sku = "HUM-2L",
            },
            Humic with
            {
                Name = "Humic acid 1 l",
            },
            Humic with
            {
                Hsn = "31010091",
            },
            Humic with
            {
                Quantity = "21",
            },
            Humic with
            {
                Unit = "NOS",
            },
            Humic with
            {
                UnitPrice = "450.01",
            },
            Humic with
            {
                DiscountPercent = "5.01",
            },
            Humic with
            {
                GstRate = "18",
            },
        ];

    [Fact]
    public void The_way_of_writing_is_not_in_the_hash()
    {
        var composed = Input with { Items = [Humic with { Name = "Caf\u00E9" }] };
        var apart = Input with
        {
            PlaceOfSupply = " 23",
            Items =
            [
                Humic with
                {
                    Name = "Cafe\u0301 ",
                    Hsn = "3101 00 99",
                    Quantity = "20.0",
                    UnitPrice = "450",
                    GstRate = "5.00",
                },
            ],
        };

        Assert.Equal(Priced(composed).Hash, Priced(apart).Hash);
    }

    [Fact]
    public void Text_cannot_pass_for_another_field()
    {
        var one = Content with { SellerGstin = "a", SellerStateCode = "b" };
        var other = Content with { SellerGstin = "a\nseller_state_code:1:b", SellerStateCode = "" };

        Assert.NotEqual(one.Hash, other.Hash);
    }

    [Fact]
    public void Neither_the_row_behind_a_rate_nor_the_day_of_pricing_is_in_the_hash()
    {
        var byTable = Priced(Input with { Items = [Humic with { GstRate = null }] });
        var earlier = Content with { PricedOn = new LocalDate(2026, 1, 1) };

        Assert.Equal(Content.Hash, byTable.Hash);
        Assert.Equal(Content.Hash, earlier.Hash);
    }

    [Fact]
    public void A_stored_quotation_is_read_back_with_the_same_hash()
    {
        var json = new QuotationJson(DocumentJson.NewOptions()).Quotation;

        var text = JsonSerializer.Serialize(Sent, json);
        var read = JsonSerializer.Deserialize(text, json)!;

        Assert.Equal(Sent.ContentHash, read.Content.Hash);
        Assert.Equal(text, JsonSerializer.Serialize(read, json));
        Assert.Contains(
            """
            "igst":"0.00","round_off":"0.50","grand_total":"8978.00"}
            """.Trim(),
            text,
            StringComparison.Ordinal
        );
        Assert.Contains(
            """
            "quantity":"20","unit":"BTL","unit_price":"450.00","discount_percent":"5"
            """.Trim(),
            text,
            StringComparison.Ordinal
        );
    }

    [JsonSerializable(typeof(Quotation))]
    private sealed partial class QuotationJson : JsonSerializerContext;
}
