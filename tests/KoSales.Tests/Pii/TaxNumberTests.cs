using KoSales.Domain.Pii.Values;

namespace KoSales.Tests.Pii;

public sealed class TaxNumberTests
{
    [Theory]
    [InlineData("27AAPFU0939F1ZV")]
    [InlineData(" 27aapfu0939f1zv ")]
    [InlineData("27 AAPFU0939F 1ZV")]
    [InlineData("27-AAPFU0939F-1ZV")]
    public void A_GSTIN_holds_state_and_PAN(string text)
    {
        Assert.True(Gstin.TryParse(text, out var gstin, out var reason), reason);
        Assert.Equal("27AAPFU0939F1ZV", gstin.Number);
        Assert.Equal("27", gstin.StateCode);
        Assert.Equal("AAPFU0939F", gstin.Pan.Number);
        Assert.Equal("27**********1ZV", gstin.Mask());
        Assert.Equal(gstin.Mask(), gstin.ToString());
    }

    [Theory]
    [InlineData("27AAPFU0939F1Z", 'V')]
    [InlineData("29AAGCB7383J1Z", '4')]
    [InlineData("24AAACC1206D1Z", 'M')]
    [InlineData("07AAGFF2194N1Z", '1')]
    public void The_check_character_is_the_official_one(string first14, char check) =>
        Assert.Equal(check, Gstin.CheckCharacter(first14));

    [Theory]
    [InlineData("27AAPFU0939F1ZV")]
    [InlineData("29AAGCB7383J1Z4")]
    [InlineData("24AAACC1206D1ZM")]
    [InlineData("27AAACR5055K1Z7")]
    public void Numbers_in_use_are_taken(string number) =>
        Assert.True(Gstin.TryParse(number, out _, out var reason), reason);

    [Theory]
    [InlineData("06AAACG2115R1ZN")]
    [InlineData("33AABCT1332L1ZU")]
    public void A_wrong_check_character_is_found(string number)
    {
        Assert.False(Gstin.TryParse(number, out _, out var reason));
        Assert.Equal("gstin.check_character", reason);
    }

    [Fact]
    public void Any_single_mistyped_character_is_found()
    {
        const string number = "27AAPFU0939F1ZV";
        const string alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";
        for (var i = 0; i < number.Length; i++)
        {
            foreach (var other in alphabet.Where(c => c != number[i]))
                Assert.False(Gstin.TryParse(number[..i] + other + number[(i + 1)..], out _));
        }
    }

    [Theory]
    [InlineData(null, "gstin.length")]
    [InlineData("27AAPFU0939F1Z", "gstin.length")]
    [InlineData("00AAPFU0939F1ZV", "gstin.state_code")]
    [InlineData("39AAPFU0939F1ZV", "gstin.state_code")]
    [InlineData("2XAAPFU0939F1ZV", "gstin.state_code")]
    [InlineData("27AAP1U0939F1ZV", "gstin.pan")]
    [InlineData("27AAPFU0939F0ZV", "gstin.shape")]
    [InlineData("27AAPFU0939F1QV", "gstin.shape")]
    [InlineData("27AAPFU0939F1ZW", "gstin.check_character")]
    public void What_is_no_GSTIN_is_refused_with_its_reason(string? text, string expected)
    {
        Assert.False(Gstin.TryParse(text, out _, out var reason));
        Assert.Equal(expected, reason);
    }

    [Theory]
    [InlineData("ABCPE1234F", true)]
    [InlineData("abcpe1234f", true)]
    [InlineData("ABCPE 1234 F", true)]
    [InlineData("ABCPE1234", false)]
    [InlineData("ABCP11234F", false)]
    [InlineData("ABCPE1234F\n\nX", false)]
    [InlineData("ÄBCPE1234F", false)]
    [InlineData(null, false)]
    public void A_PAN_is_five_letters_four_digits_and_a_letter(string? text, bool fits)
    {
        Assert.Equal(fits, Pan.TryParse(text, out var pan, out var reason));
        Assert.Equal(fits ? "" : "pan.shape", reason);
        if (fits)
            Assert.Equal("******234F", pan.Mask());
    }

    [Fact]
    public void A_refusal_names_the_member_and_never_repeats_the_value()
    {
        var verdict = PersonalValues.Parse<Gstin>("27AAPFU0939F1ZW", "/gstin");
        var fault = Assert.Single(verdict.Faults);
        Assert.Equal(("/gstin", "gstin.check_character"), (fault.Pointer, fault.Code));
        Assert.DoesNotContain("AAPFU", fault.Detail, StringComparison.Ordinal);
    }
}
