using FsCheck;
using FsCheck.Fluent;
using KoSales.Domain.Pii.Values;

namespace KoSales.Tests.Pii;

public sealed class PhoneNumberTests
{
    [Theory]
    [InlineData("9876543210")]
    [InlineData("098765 43210")]
    [InlineData("+91 98765-43210")]
    [InlineData("91 98765 43210")]
    [InlineData("0091 98765 43210")]
    [InlineData("091-98765-43210")]
    [InlineData("+91 (0) 98765 43210")]
    [InlineData("(+91) 98765.43210")]
    [InlineData("tel:+919876543210")]
    [InlineData("९८७६५४३२१०")]
    [InlineData("+९१ ९८७६५ ४३२१०")]
    [InlineData("૯૮૭૬૫૪૩૨૧૦")]
    [InlineData("＋91９８７６５４３２１０")]
    [InlineData("\u202a+91\u00a098765\u200943210\u202c")]
    [InlineData("98765–43210")]
    [InlineData("'9876543210")]
    [InlineData("p:+919876543210")]
    [InlineData("=\"9876543210\"")]
    [InlineData("9876543210.0")]
    [InlineData("919876543210.00")]
    public void Every_way_to_write_an_Indian_number_is_the_same_number(string text)
    {
        Assert.True(PhoneNumber.TryParse(text, out var phone, out var reason), reason);
        Assert.Equal("+919876543210", phone.E164);
    }

    [Theory]
    [InlineData("022 2654 3210", "+912226543210")]
    [InlineData("+91 755 255 1234", "+917552551234")]
    [InlineData("91-11-23456789", "+911123456789")]
    [InlineData("(0512) 255-1234", "+915122551234")]
    public void A_landline_is_taken_with_its_STD_code(string text, string e164)
    {
        Assert.True(PhoneNumber.TryParse(text, out var phone));
        Assert.Equal(e164, phone.E164);
        Assert.True(phone.IsIndian);
    }

    [Theory]
    [InlineData("+1 (415) 555-2671", "+14155552671")]
    [InlineData("+44 20 7946 0958", "+442079460958")]
    [InlineData("+977 1-4200000", "+97714200000")]
    [InlineData("+6531234567", "+6531234567")]
    public void Numbers_of_other_countries_need_the_plus(string text, string e164)
    {
        Assert.True(PhoneNumber.TryParse(text, out var phone));
        Assert.Equal(e164, phone.E164);
        Assert.False(phone.IsIndian);
    }

    [Theory]
    [InlineData(null, "phone.too_short")]
    [InlineData("", "phone.too_short")]
    [InlineData("+", "phone.too_short")]
    [InlineData("98765", "phone.too_short")]
    [InlineData("+91 98765", "phone.too_short")]
    [InlineData("91 98765 4321", "phone.too_short")]
    [InlineData("+1234567", "phone.too_short")]
    [InlineData("098765 432101", "phone.too_long")]
    [InlineData("98765 43210 / 98765 43211", "phone.two_numbers")]
    [InlineData("981200012.0", "phone.too_short")]
    [InlineData("987654321.5", "phone.fraction")]
    [InlineData("0731-255115/6", "phone.two_numbers")]
    [InlineData("0731-255115-6", "phone.abbreviated")]
    [InlineData("9.87654321E+09", "phone.scientific")]
    [InlineData("9.8E9", "phone.scientific")]
    [InlineData("98765,43210", "phone.two_numbers")]
    [InlineData("+1234567890123456", "phone.too_long")]
    [InlineData("1234567890", "phone.landline_prefix")]
    [InlineData("+91 00765 43210", "phone.not_indian")]
    [InlineData("0044 20 7946 0958", "phone.country_code")]
    [InlineData("442079460958", "phone.country_code")]
    [InlineData("+0 98765 43210", "phone.country_code")]
    [InlineData("98765 43210 ext 12", "phone.extension")]
    [InlineData("98765 43210 x12", "phone.extension")]
    [InlineData("98765 43210#12", "phone.extension")]
    [InlineData("call me", "phone.unexpected_character")]
    [InlineData("98765+43210", "phone.unexpected_character")]
    [InlineData("++919876543210", "phone.unexpected_character")]
    public void What_is_no_number_is_refused_with_its_reason(string? text, string expected)
    {
        Assert.False(PhoneNumber.TryParse(text, out var phone, out var reason));
        Assert.Equal(expected, reason);
        Assert.Null(phone.E164);
    }

    [Fact]
    public void Any_mobile_number_written_in_any_way_comes_to_one_form()
    {
        string[] prefixes = ["", "0", "91", "+91", "0091", "091", "+91 0"];
        var numbers =
            from first in Gen.Elements('6', '7', '8', '9')
            from rest in Gen.Elements("0123456789".ToCharArray()).ArrayOf(9)
            from prefix in Gen.Elements(prefixes)
            from separators in Gen.Elements("", " ", "-", ".", "\u00a0", "(", ")").ArrayOf(9)
            from shift in Gen.Elements(0, 0x0966 - '0', 0x0AE6 - '0', 0x0660 - '0')
            select (
                National: first + new string(rest),
                Prefix: prefix,
                Separators: separators,
                Shift: shift
            );
        Prop.ForAll(
                numbers.ToArbitrary(),
                n =>
                {
                    var spread = string.Concat(
                        n.National.Select(
                            (c, i) => (char)(c + n.Shift) + (i < 9 ? n.Separators[i] : "")
                        )
                    );
                    // A dash or dot right before the last digit is another number's end, or a fraction.
                    if (spread[^2] is '-' or '.')
                        spread = spread.Remove(spread.Length - 2, 1);
                    return PhoneNumber.TryParse(n.Prefix + spread, out var phone)
                        && phone.E164 == "+91" + n.National;
                }
            )
            .QuickCheckThrowOnFailure();
    }

    [Fact]
    public void A_number_that_was_read_once_reads_the_same_again() =>
        Prop.ForAll(
                ArbMap.Default.ArbFor<string>(),
                text =>
                    !PhoneNumber.TryParse(text, out var phone)
                    || (PhoneNumber.TryParse(phone.E164, out var again) && again == phone)
            )
            .QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("9876543210", "+91******3210")]
    [InlineData("+14155552671", "+********671")]
    [InlineData("+6531234567", "+*******567")]
    [InlineData("+29012345", "+******45")]
    public void A_mask_shows_the_last_digits_only(string text, string mask)
    {
        Assert.True(PhoneNumber.TryParse(text, out var phone));
        Assert.Equal(mask, phone.Mask());
        Assert.Equal(mask, phone.ToString());
    }
}
