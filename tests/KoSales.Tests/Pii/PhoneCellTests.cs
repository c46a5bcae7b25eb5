using KoSales.Domain.Pii.Values;

namespace KoSales.Tests.Pii;

public sealed class PhoneCellTests
{
    [Theory]
    [InlineData("98765 43210", "+919876543210")]
    [InlineData("98765 43210 / 98765 43211", "+919876543210 +919876543211")]
    [InlineData("9876543210,0731-2551156", "+919876543210 +917312551156")]
    [InlineData("9876543210\n9876543211", "+919876543210 +919876543211")]
    [InlineData("9876543210/09876543210", "+919876543210")]
    [InlineData("9876543210 /", "+919876543210")]
    public void One_number_or_two_are_read_the_first_as_the_primary_one(
        string cell,
        string numbers
    ) =>
        Assert.Equal(
            numbers,
            string.Join(' ', PhoneCell.Parse(cell, "/phone").Value.Select(n => n.E164))
        );

    [Theory]
    [InlineData("0731-255115/6", "phone.too_short")]
    [InlineData("0731-2551156/7", "phone.abbreviated")]
    [InlineData("98765 43210,12", "phone.extension")]
    [InlineData("9876543210/9876543211/9876543212", "phone.too_many_numbers")]
    [InlineData("9,8765E+09", "phone.scientific")]
    [InlineData("9876543210/call him", "phone.unexpected_character")]
    [InlineData("/", "phone.too_short")]
    public void What_is_neither_is_refused_with_the_true_reason_and_never_repeated(
        string cell,
        string code
    )
    {
        var fault = Assert.Single(PhoneCell.Parse(cell, "/phone").Faults);
        Assert.Equal((code, "/phone"), (fault.Code, fault.Pointer));
        Assert.DoesNotContain("255115", fault.Detail, StringComparison.Ordinal);
    }
}
