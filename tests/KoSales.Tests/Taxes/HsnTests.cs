using KoSales.Domain.Taxes;
using NodaTime;

namespace KoSales.Tests.Taxes;

public sealed class HsnTests
{
    [Theory]
    [InlineData("3101", "3101")]
    [InlineData("380893", "380893")]
    [InlineData("31010099", "31010099")]
    [InlineData("3101 00 99", "31010099")]
    [InlineData("3101.00.99", "31010099")]
    public void A_code_has_4_6_or_8_digits(string text, string code)
    {
        Assert.True(Hsn.TryParse(text, out var hsn));
        Assert.Equal(code, hsn.Code);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("31")]
    [InlineData("31010")]
    [InlineData("3101009")]
    [InlineData("310100991")]
    [InlineData("0012")]
    [InlineData("31O1")]
    [InlineData("३१०१")]
    public void Anything_else_is_none(string? text) => Assert.False(Hsn.TryParse(text, out _));

    [Theory]
    [InlineData(2026, 3, 31, "25-26")]
    [InlineData(2026, 4, 1, "26-27")]
    [InlineData(2027, 1, 1, "26-27")]
    [InlineData(2099, 12, 31, "99-00")]
    public void A_financial_year_begins_in_April(int year, int month, int day, string name) =>
        Assert.Equal(name, FinancialYear.Of(new LocalDate(year, month, day)).ToString());

    [Fact]
    public void A_financial_year_begins_at_midnight_in_India()
    {
        var before = Instant.FromUtc(2026, 3, 31, 18, 29, 59);

        Assert.Equal("25-26", FinancialYear.Of(before).ToString());
        Assert.Equal("26-27", FinancialYear.Of(before + Duration.FromSeconds(1)).ToString());
    }
}
