using KoSales.Domain.Fields;
using KoSales.Domain.Leads;
using KoSales.Domain.Pii.Names;
using KoSales.Domain.Places;

namespace KoSales.Tests.Leads;

public sealed class NormalisationTests
{
    [Theory]
    [InlineData("466001", "466001")]
    [InlineData(" 466 001 ", "466001")]
    [InlineData("066001", null)]
    [InlineData("46600", null)]
    [InlineData("4660012", null)]
    [InlineData("46600a", null)]
    [InlineData("४६६००१", null)]
    [InlineData("", null)]
    [InlineData(null, null)]
    public void A_pincode_is_six_digits_and_the_first_is_not_0(string? text, string? expected) =>
        Assert.Equal(expected, Pincodes.TryParse(text, out var value) ? value : null);

    [Theory]
    [InlineData("466001", "23", true)]
    [InlineData("466001", "27", false)]
    [InlineData("160055", "03", true)]
    [InlineData("500001", "36", true)]
    [InlineData("500001", "37", false)]
    [InlineData("990001", "07", true)]
    [InlineData("194101", "38", true)]
    public void A_pincode_belongs_to_the_states_of_its_circle(
        string pincode,
        string state,
        bool expected
    ) => Assert.Equal(expected, Pincodes.MayLieIn(pincode, state));

    [Theory]
    [InlineData("23", "23")]
    [InlineData("7", "07")]
    [InlineData(" 97 ", "97")]
    [InlineData("99", "99")]
    [InlineData("00", null)]
    [InlineData("39", null)]
    [InlineData("98", null)]
    [InlineData("MP", null)]
    [InlineData(null, null)]
    public void A_state_code_is_one_of_the_GST_list(string? text, string? expected) =>
        Assert.Equal(expected, StateCodes.TryParse(text, out var value) ? value : null);

    [Fact]
    public void The_GST_list_has_38_states_and_two_others() =>
        Assert.Equal(40, StateCodes.Names.Count);

    [Theory]
    [InlineData("Soy Bean", "soy-bean")]
    [InlineData("  soy__bean - ", "soy-bean")]
    [InlineData("N/P+K:19&19.19", "n/p+k:19&19.19")]
    [InlineData("सोयाबीन", "सोयाबीन")]
    [InlineData("Ärger", "ärger")]
    [InlineData("$set", null)]
    [InlineData("a<b", null)]
    [InlineData("-", null)]
    [InlineData("", null)]
    [InlineData(null, null)]
    public void A_tag_is_a_slug(string? text, string? expected) =>
        Assert.Equal(expected, Slugs.TryParse(text, out var value) ? value : null);

    [Fact]
    public void A_tag_has_at_most_50_characters()
    {
        Assert.True(Slugs.TryParse(new string('a', 50), out _));
        Assert.False(Slugs.TryParse(new string('a', 51), out _));
    }

    [Theory]
    [InlineData("HI", "hi")]
    [InlineData(" mr ", "mr")]
    [InlineData("xx", null)]
    [InlineData("hindi", null)]
    [InlineData("", null)]
    public void A_language_is_an_ISO_639_1_code(string text, string? expected) =>
        Assert.Equal(expected, Languages.TryParse(text, out var value) ? value : null);

    [Theory]
    [InlineData(null, "Ramesh Patel", "Ramesh P.")]
    [InlineData(null, "  ramesh   kumar patel ", "ramesh P.")]
    [InlineData(null, "Ramesh", "Ramesh")]
    [InlineData(null, "रमेश पटेल", "रमेश प.")]
    [InlineData("Shri  Krishi Kendra", "Ramesh Patel", "Shri Krishi Kendra")]
    [InlineData(" ", " ", "EXT-1")]
    public void Lists_show_a_business_name_or_a_first_name_and_an_initial(
        string? business,
        string? name,
        string expected
    ) => Assert.Equal(expected, DisplayNames.Of(business, name, "EXT-1"));
}
