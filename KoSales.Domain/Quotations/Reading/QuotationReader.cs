using KoSales.Domain.Kernel.Amounts;
using KoSales.Domain.Places;
using KoSales.Domain.Taxes;
using NodaTime;
using NodaTime.Text;

namespace KoSales.Domain.Quotations.Reading;

/// <summary>Makes a draft of what somebody wrote; every fault at once, each with a JSON pointer.</summary>
public static class QuotationReader
{
    public static Verdict<QuotationDraft> Read(QuotationInput input)
    {
        var faults = new List<Fault>();
        var draft = new QuotationDraft(
            State(input.PlaceOfSupply, faults),
            input.Sez ?? false,
            Date(input.ValidUntil, faults),
            Items(input.Items ?? [], faults),
            Terms(input.Terms, faults)
        );
        return faults.Count == 0 ? draft : Verdict<QuotationDraft>.Refuse(faults);
    }

    private static string State(string? text, List<Fault> faults)
    {
        if (!StateCodes.TryParse(text, out var code))
            faults.Add(
                Fault.Invalid(
                    "/place_of_supply",
                    "quotation.place_of_supply",
                    "The place of supply is a two-digit GST state code, such as 23."
                )
            );
        return code;
    }

    private static LocalDate Date(string? text, List<Fault> faults)
    {
        var parsed = LocalDatePattern.Iso.Parse(text ?? "");
        if (parsed.Success)
            return parsed.Value;
        faults.Add(
            Fault.Invalid(
                "/valid_until",
                "quotation.valid_until",
                "Give the last day on which it can be accepted as YYYY-MM-DD."
            )
        );
        return default;
    }

    private static string? Terms(string? text, List<Fault> faults)
    {
        var terms = Texts.Tidy((text ?? "").Trim());
        if (terms.Length > QuotationLimits.Terms)
            faults.Add(
                Fault.Invalid(
                    "/terms",
                    "quotation.terms_too_long",
                    $"Terms have at most {QuotationLimits.Terms} characters."
                )
            );
        return terms.Length == 0 ? null : terms;
    }

    private static QuotationItem[] Items(
        IReadOnlyList<QuotationItemInput> items,
        List<Fault> faults
    )
    {
        if (items.Count is >= 1 and <= QuotationLimits.Items)
            return [.. items.Select((item, i) => Item(item, new ItemReader(i, faults)))];
        faults.Add(
            Fault.Invalid(
                "/items",
                "quotation.item_count",
                $"A quotation has 1 to {QuotationLimits.Items} items."
            )
        );
        return [];
    }

    private static QuotationItem Item(QuotationItemInput item, ItemReader reader) =>
        new(
            reader.Text(item.Sku, "sku", QuotationLimits.Sku),
            reader.Text(item.Name, "name", QuotationLimits.Name),
            reader.Hsn(item.Hsn),
            reader.Quantity(item.Quantity),
            reader.Text(item.Unit, "unit", QuotationLimits.Unit),
            reader.Price(item.UnitPrice),
            reader.Percent(item.DiscountPercent, "discount_percent") ?? 0,
            reader.Percent(item.GstRate, "gst_rate")
        );

    private sealed class ItemReader(int index, List<Fault> faults)
    {
        public string Text(string? text, string member, int most)
        {
            var tidy = Texts.Tidy((text ?? "").Trim());
            if (tidy.Length == 0 || tidy.Length > most)
                Refuse(member, "quotation.item_text", $"This member has 1 to {most} characters.");
            return tidy;
        }

        public Hsn Hsn(string? text)
        {
            if (!Taxes.Hsn.TryParse(text, out var hsn))
                Refuse("hsn", "quotation.hsn", "An HSN code is 4, 6 or 8 digits.");
            return hsn;
        }

        public decimal Quantity(string? text)
        {
            if (
                !DecimalText.TryRead(text, QuotationLimits.QuantityPlaces, out var quantity)
                || quantity is <= 0 or > QuotationLimits.Quantity
            )
                Refuse(
                    "quantity",
                    "quotation.quantity",
                    "A quantity is a decimal text above 0 with at most three places, such as \"2.5\"."
                );
            return quantity;
        }

        public decimal Price(string? text)
        {
            if (
                !DecimalText.TryRead(text, QuotationLimits.PricePlaces, out var price)
                || price > QuotationLimits.Price
            )
                Refuse(
                    "unit_price",
                    "quotation.unit_price",
                    "A price is rupees as a decimal text with at most four places, such as \"450.00\"."
                );
            return price;
        }

        /// <summary>Null when it is not given.</summary>
        public decimal? Percent(string? text, string member)
        {
            if (text is null)
                return null;
            if (
                !DecimalText.TryRead(text, QuotationLimits.PercentPlaces, out var percent)
                || percent > QuotationLimits.Percent
            )
                Refuse(
                    member,
                    "quotation.percent",
                    "A percentage is a decimal text from 0 to 100 with at most two places."
                );
            return percent;
        }

        private void Refuse(string member, string code, string detail) =>
            faults.Add(Fault.Invalid($"/items/{index}/{member}", code, detail));
    }
}
