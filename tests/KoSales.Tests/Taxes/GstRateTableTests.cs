using KoSales.Domain.Taxes;
using NodaTime;

namespace KoSales.Tests.Taxes;

public sealed class GstRateTableTests
{
    private static readonly LocalDate LastOld = new(2025, 9, 21);
    private static readonly LocalDate FirstNew = new(2025, 9, 22);
    private static readonly GstRateTable Seed = GstRateTable.Of(GstSeed.Rows).Value;

    [Theory]
    [InlineData("31010099", 5, 5)]
    [InlineData("31021000", 5, 5)]
    [InlineData("31052000", 5, 5)]
    [InlineData("38089199", 18, 18)]
    [InlineData("38089340", 18, 18)]
    [InlineData("12099190", 0, 0)]
    [InlineData("28332990", 12, 5)]
    [InlineData("30024900", 12, 5)]
    [InlineData("84244100", 12, 5)]
    [InlineData("84242000", 18, 18)]
    [InlineData("82013000", 0, 0)]
    [InlineData("84321020", 12, 5)]
    public void Agri_inputs_have_the_rates_of_the_notifications(string code, int old, int now)
    {
        Assert.Equal(old, RateOf(code, LastOld));
        Assert.Equal(now, RateOf(code, FirstNew));
    }

    [Fact]
    public void No_seeded_rate_is_in_a_slab_that_its_day_does_not_have() =>
        Assert.All(
            GstSeed.Rows,
            row => Assert.Contains(row.Rate, GstSlabs.On(row.ValidTo ?? row.ValidFrom))
        );

    [Fact]
    public void Every_seeded_rate_names_its_notification_and_its_goods() =>
        Assert.All(
            GstSeed.Rows,
            row =>
            {
                Assert.StartsWith("Notification ", row.Source, StringComparison.Ordinal);
                Assert.False(string.IsNullOrWhiteSpace(row.Note));
            }
        );

    [Fact]
    public void The_slabs_of_12_and_28_percent_ended_on_22_September_2025()
    {
        Assert.Contains(28, GstSlabs.On(LastOld));
        Assert.DoesNotContain(12, GstSlabs.On(FirstNew));
        Assert.DoesNotContain(28, GstSlabs.On(FirstNew));
        Assert.Contains(40, GstSlabs.On(FirstNew));
    }

    [Fact]
    public void The_longest_code_that_is_in_force_holds()
    {
        var table = Table(
            Row("38", 5, new LocalDate(2017, 7, 1), null),
            Row("3808", 18, new LocalDate(2018, 1, 1), null),
            Row("380893", 12, new LocalDate(2019, 1, 1), new LocalDate(2019, 12, 31))
        );

        Assert.Equal(5, RateOf("38089340", new LocalDate(2017, 12, 31), table));
        Assert.Equal(18, RateOf("38089340", new LocalDate(2018, 1, 1), table));
        Assert.Equal(12, RateOf("38089340", new LocalDate(2019, 12, 31), table));
        Assert.Equal(18, RateOf("38089340", new LocalDate(2020, 1, 1), table));
        Assert.Equal(18, RateOf("3808", new LocalDate(2019, 6, 1), table));
        Assert.Null(RateOf("8424", new LocalDate(2019, 6, 1), table));
    }

    [Fact]
    public void Two_rates_of_one_code_on_one_day_are_refused()
    {
        var verdict = GstRateTable.Of([
            Row("3808", 18, new LocalDate(2017, 7, 1), FirstNew),
            Row("3808", 5, FirstNew, null),
        ]);

        var fault = Assert.Single(verdict.Faults);
        Assert.Equal("gst_rate.overlap", fault.Code);
        Assert.Equal("3808.2017-07-01", fault.Facts!["existing_id"].ToString());
    }

    [Theory]
    [InlineData("380", 18, "gst_rate.hsn")]
    [InlineData("38o8", 18, "gst_rate.hsn")]
    [InlineData("3808", -1, "gst_rate.rate")]
    [InlineData("3808", 101, "gst_rate.rate")]
    public void A_row_that_is_none_is_refused(string code, int rate, string expected)
    {
        var verdict = GstRateTable.Of([Row(code, rate, FirstNew, null)]);

        Assert.Equal(expected, Assert.Single(verdict.Faults).Code);
    }

    [Fact]
    public void A_row_cannot_end_before_it_begins()
    {
        var verdict = GstRateTable.Of([Row("3808", 18, FirstNew, LastOld)]);

        Assert.Equal("gst_rate.period", Assert.Single(verdict.Faults).Code);
    }

    [Fact]
    public void A_row_is_read_back_as_it_was_stored()
    {
        var row = GstSeed.Rows[0];

        var stored = GstRates.Collection.Write(row);
        var read = GstRates.Collection.Read(new RawDocument(row.Key, row.Version, stored));

        Assert.Equal(row, read);
    }

    private static decimal? RateOf(string code, LocalDate day, GstRateTable? table = null)
    {
        Assert.True(Hsn.TryParse(code, out var hsn));
        return (table ?? Seed).Find(hsn, day)?.Rate;
    }

    private static GstRateTable Table(params GstRate[] rows) => GstRateTable.Of(rows).Value;

    private static GstRate Row(string hsn, decimal rate, LocalDate from, LocalDate? to) =>
        new()
        {
            Hsn = hsn,
            Rate = rate,
            ValidFrom = from,
            ValidTo = to,
            Source = "test",
        };
}
