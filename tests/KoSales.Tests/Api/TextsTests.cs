namespace KoSales.Tests.Api;

public sealed class TextsTests
{
    [Theory]
    [InlineData("e\u0301", "\u00E9")]
    [InlineData("\u095B\u093F", "\u091C\u093C\u093F")]
    [InlineData("\u0928\u093C", "\u0929")]
    [InlineData("\u09AF\u09BC", "\u09AF\u09BC")]
    [InlineData("\u0B95\u0BC6\u0BBE", "\u0B95\u0BCA")]
    [InlineData("a\u0323\u0302", "\u1EAD")]
    [InlineData("a\u0302\u0323", "\u1EAD")]
    [InlineData("\u212B", "\u00C5")]
    [InlineData("\u1112\u1161\u11AB", "\uD55C")]
    [InlineData("q\u0307\u0323", "q\u0323\u0307")]
    [InlineData("\u0344", "\u0308\u0301")]
    public void One_character_in_two_encodings_is_one_text(string written, string kept)
    {
        Assert.Equal(kept, Texts.Tidy(written));
        Assert.Equal(kept, Texts.Tidy(kept));
    }

    [Theory]
    [InlineData("\u200BRamesh\u200E \uFEFFPatel\u202C", "Ramesh Patel")]
    [InlineData("\u200D\u0915\u094D\u200D\u0937\u200C", "\u0915\u094D\u200D\u0937")]
    [InlineData(" Ramesh ", " Ramesh ")]
    [InlineData("\u200B", "")]
    [InlineData(" \u200C\u00A0\u202E", "")]
    [InlineData("\u3164\u2800", "")]
    [InlineData("\u2764\uFE0F", "\u2764\uFE0F")]
    [InlineData("   ", "   ")]
    public void What_nobody_sees_goes_and_joiners_within_a_word_stay(string written, string kept) =>
        Assert.Equal(kept, Texts.Tidy(written));

    [Theory]
    [InlineData("", true)]
    [InlineData(" \t", true)]
    [InlineData("\u00A0\u3000", true)]
    [InlineData("\u200B\u200C\u200D\u2060\uFEFF", true)]
    [InlineData("\u202A\u202E\u2066\u2069\u206A", true)]
    [InlineData("\u034F\u115F\u1160\u3164\uFFA0\u2800\uFE0F", true)]
    [InlineData("\U000E0061\U000E0101", true)]
    [InlineData("\u0000", true)]
    [InlineData("-", false)]
    [InlineData("\u200B\u0930", false)]
    [InlineData(" \U0001F33E ", false)]
    public void Blank_is_what_shows_nothing(string text, bool blank) =>
        Assert.Equal(blank, Texts.IsBlank(text));

    [Fact]
    public void Names_sort_by_their_letters_alone() =>
        Assert.Equal("ramesh patel", Texts.SortKey("\u200E Ramesh \u00A0 PATEL"));
}
