using KoSales.Domain.Quotations;
using NodaTime;
using static KoSales.Tests.Quotations.QuotationSamples;

namespace KoSales.Tests.Quotations;

public sealed class QuotationSeriesTests
{
    [Fact]
    public void Numbers_follow_each_other_without_a_gap()
    {
        List<string> numbers = [];
        var series = Series;
        for (var i = 0; i < 5_000; i++)
        {
            var given = series.Give(By(Agent)).Value;
            numbers.Add(given.Number);
            Assert.Equal(series.Version + 1, given.Series.Version);
            series = given.Series;
        }

        Assert.Equal(Enumerable.Range(1, 5_000).Select(n => $"KO/26-27/{n:D5}"), numbers);
    }

    [Fact]
    public void A_series_that_was_not_stored_gives_the_same_number_again()
    {
        var series = Series;

        Assert.Equal(series.Give(By(Agent)).Value.Number, series.Give(By(Agent)).Value.Number);
    }

    [Fact]
    public void Another_financial_year_is_another_series()
    {
        var newYear = Instant.FromUtc(2027, 3, 31, 18, 30);

        Assert.Equal("KO/27-28", QuotationSeries.IdOf("KO", newYear));
        Assert.Equal(
            "KO/27-28/00001",
            QuotationSeries.Begin("KO", At(newYear)).Give(At(newYear)).Value.Number
        );
        Assert.Throws<InvalidOperationException>(() => Series.Give(At(newYear)));
    }

    [Theory]
    [InlineData(99_999, "KO/26-27/99999")]
    [InlineData(100_000, "KO/26-27/100000")]
    [InlineData(9_999_999, "KO/26-27/9999999")]
    public void A_number_grows_up_to_sixteen_characters(long next, string number) =>
        Assert.Equal(number, (Series with { Next = next }).Give(By(Agent)).Value.Number);

    [Fact]
    public void A_longer_number_is_refused_and_so_is_the_sending()
    {
        var full = Series with { Next = 10_000_000 };
        var sending = new Sending(ApprovalPolicy.Unlimited, full, null);

        var verdict = Draft.Send(sending, By(Agent));

        Assert.Equal("quotation.series_full", Assert.Single(verdict.Faults).Code);
    }

    [Fact]
    public void A_series_is_read_back_as_it_was_stored()
    {
        var series = Series with { Next = 42 };

        var stored = QuotationSeriesStore.Collection.Write(series);

        Assert.Equal(
            series,
            QuotationSeriesStore.Collection.Read(new RawDocument(series.Key, 1, stored))
        );
    }
}
