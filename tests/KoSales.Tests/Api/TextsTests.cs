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
    public void What_nobody_sees_goes_and_joiners_within_a_word_stay(string written, string kept) =>
        Assert.Equal(kept, Texts.Tidy(written));

    [Fact]
    public void Names_sort_by_their_letters_alone() =>
        Assert.Equal("ramesh patel", Texts.SortKey("\u200E Ramesh \u00A0 PATEL"));
}
