using KoSales.Domain.Taxes;

namespace KoSales.Tests.Taxes;

public sealed class SupplyTests
{
    [Theory]
    [InlineData("23", "23", false, false)]
    [InlineData("23", "27", false, true)]
    [InlineData("23", "23", true, true)]
    [InlineData("23", "27", true, true)]
    public void Only_supplies_within_a_state_are_not_inter_state(
        string seller,
        string place,
        bool toSez,
        bool interState
    ) => Assert.Equal(interState, new Supply(seller, place, toSez).IsInterState);

    [Fact]
    public void Within_a_state_each_of_two_taxes_has_half_the_rate()
    {
        var tax = new Supply("23", "23", ToSez: false).Tax(8550m, 5);

        Assert.Equal(new GstAmounts(213.75m, 213.75m, 0), tax);
    }

    [Fact]
    public void Between_states_the_whole_is_one_tax()
    {
        var tax = new Supply("23", "27", ToSez: false).Tax(8550m, 5);

        Assert.Equal(new GstAmounts(0, 0, 427.50m), tax);
    }

    [Theory]
    [InlineData(100.10, 5, 2.50)]
    [InlineData(100.20, 5, 2.51)]
    [InlineData(0.10, 5, 0.00)]
    [InlineData(0.20, 5, 0.01)]
    public void An_odd_paisa_makes_no_difference_between_the_halves(
        double taxable,
        int rate,
        double half
    )
    {
        var tax = new Supply("23", "23", ToSez: false).Tax((decimal)taxable, rate);

        Assert.Equal(((decimal)half, (decimal)half), (tax.Cgst, tax.Sgst));
        Assert.Equal(tax.Cgst + tax.Sgst, tax.Total);
    }
}
