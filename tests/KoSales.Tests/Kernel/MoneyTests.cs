using System.Text.Json;
using KoSales.Domain.Kernel.Amounts;

namespace KoSales.Tests.Kernel;

public sealed class MoneyTests
{
    [Fact]
    public void Money_goes_on_the_wire_as_two_texts()
    {
        var text = JsonSerializer.Serialize(Money.Of(1234.5m));

        Assert.Equal("""{"value":"1234.50","currency":"INR"}""", text);
        Assert.Equal(Money.Of(1234.5m), JsonSerializer.Deserialize<Money>(text));
    }

    [Theory]
    [InlineData("""{"currency": "INR", "value": "0.05"}""", "0.05")]
    [InlineData("""{"value": "999999999999.99", "currency": "INR"}""", "999999999999.99")]
    public void Its_members_come_in_any_order(string json, string value) =>
        Assert.Equal(value, JsonSerializer.Deserialize<Money>(json).ToString());

    [Theory]
    [InlineData("""{"value": 12.5, "currency": "INR"}""")]
    [InlineData("""{"value": "12.505", "currency": "INR"}""")]
    [InlineData("""{"value": "-1.00", "currency": "INR"}""")]
    [InlineData("""{"value": "1e3", "currency": "INR"}""")]
    [InlineData("""{"value": "1,234.50", "currency": "INR"}""")]
    [InlineData("""{"value": "12.50", "currency": "USD"}""")]
    [InlineData("""{"value": "12.50", "currency": "INR", "paise": 3}""")]
    [InlineData("""{"value": "12.50"}""")]
    [InlineData("\"12.50\"")]
    public void Anything_else_is_malformed(string json) =>
        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<Money>(json));

    [Fact]
    public void A_refusal_names_each_member_at_fault()
    {
        var verdict = Money.Parse("12,50", "EUR", "/amount");

        Assert.Equal(
            [("/amount/value", "money.value"), ("/amount/currency", "money.currency")],
            verdict.Faults.Select(f => (f.Pointer!, f.Code))
        );
    }

    [Fact]
    public void Parts_of_a_paisa_are_no_money()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => Money.Of(0.005m));
        Assert.Throws<ArgumentOutOfRangeException>(() => Money.Of(-1));
    }

    [Theory]
    [InlineData("2.5", true)]
    [InlineData("0", true)]
    [InlineData("007", true)]
    [InlineData("1.2345", false)]
    [InlineData(".5", false)]
    [InlineData("5.", false)]
    [InlineData("+5", false)]
    [InlineData(" 5", false)]
    [InlineData("٥", false)]
    [InlineData("", false)]
    [InlineData(null, false)]
    public void Only_plain_digits_are_a_decimal_text(string? text, bool fits) =>
        Assert.Equal(fits, DecimalText.TryRead(text, 3, out _));

    [Theory]
    [InlineData(0.005, 0.01)]
    [InlineData(0.004, 0.00)]
    [InlineData(-0.005, -0.01)]
    [InlineData(2.675, 2.68)]
    public void Halves_are_rounded_away_from_zero(double exact, double rounded) =>
        Assert.Equal((decimal)rounded, Paise.Round((decimal)exact));
}
