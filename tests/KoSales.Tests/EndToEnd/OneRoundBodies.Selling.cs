namespace KoSales.Tests.EndToEnd;

/// <summary>Quotations, taxes and orders.</summary>
internal static partial class OneRoundBodies
{
    private static Dictionary<string, string> SellingWithoutRules =>
        new()
        {
            ["QuotationsAccept"] = "Revision and hash are those of the deal, or not.",
            ["QuotationsApprove"] = "Revision and hash are those of the deal, or not.",
            ["QuotationsReject"] = "Revision and hash are those of the deal, or not.",
        };

    private static IEnumerable<OneRoundBody> Selling() =>
        [
            new(
                "QuotationsWrite",
                "deals/{deal}/quotation",
                """
                {"place_of_supply": "00", "valid_until": "2030-01-01", "nope": 1,
                 "items": [{"sku": "A", "name": "B", "hsn": "99", "quantity": "0", "unit": "BTL",
                            "unit_price": "1.00"}]}
                """,
                "/place_of_supply",
                "/nope",
                "/items/0/hsn",
                "/items/0/quantity"
            ),
            new(
                "DraftOrdersPatch",
                "draft-orders/{order}",
                """{"shipping_address": {"state_code": "00"}, "customer_id": "CT-999999", "nope": 1}""",
                "/shipping_address/state_code",
                "/customer_id",
                "/nope"
            ),
            new(
                "GstRatesAdd",
                "gst-rates",
                """
                {"hsn": "3105", "rate": "500", "valid_from": "2031-01-01",
                 "valid_to": "2030-01-01", "source": "S", "nope": 1}
                """,
                "/rate",
                "/valid_to",
                "/nope"
            ),
            new(
                "GstRatesEnd",
                "gst-rates/3105.2025-09-22/end",
                """{"valid_to": "2000-01-01", "nope": 1}""",
                "/valid_to",
                "/nope"
            ),
        ];
}
