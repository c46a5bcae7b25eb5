using KoSales.Domain.Pii.Names;

namespace KoSales.Tests.Pii;

public sealed class PersonNamesTests
{
    [Theory]
    [InlineData("Ramesh Kumar Patel", "Ramesh P.")]
    [InlineData("Smt. Kamla Devi", "Kamla D.")]
    [InlineData("Smt.Kamla Devi", "Kamla D.")]
    [InlineData("Shri Ramesh Patel", "Ramesh P.")]
    [InlineData("SHRI. RAMESH PATEL", "RAMESH P.")]
    [InlineData("Late Shri Ramesh Patel", "Ramesh P.")]
    [InlineData("Mr Ramesh Patel", "Ramesh P.")]
    [InlineData("Dr. Er. Ramesh Patel", "Ramesh P.")]
    [InlineData("Md. Salim Khan", "Salim K.")]
    [InlineData("M/s Sharma Traders", "Sharma T.")]
    [InlineData("Ramesh-ji Patel", "Ramesh P.")]
    [InlineData("Ramesh Patel ji", "Ramesh P.")]
    [InlineData("Shri Ramesh Patel S/o Suresh Patel", "Ramesh P.")]
    [InlineData("Patel, Ramesh Kumar", "Ramesh P.")]
    [InlineData("Patel, Shri Ramesh", "Ramesh P.")]
    [InlineData("Ramesh Patel, Dr", "Ramesh P.")]
    [InlineData("K. Ramesh", "Ramesh K.")]
    [InlineData("Ramesh", "Ramesh")]
    [InlineData("Smt. Kamla", "Kamla")]
    [InlineData("Shri", "Shri")]
    [InlineData("Balaji Rao", "Balaji R.")]
    [InlineData("श्री रमेश पटेल", "रमेश प.")]
    [InlineData("श्रीमती कमला देवी", "कमला दे.")]
    [InlineData("रमेश पटेल जी", "रमेश प.")]
    [InlineData("9876543210", "+91******3210")]
    [InlineData("ramesh@example.in", "r****@example.in")]
    [InlineData("Ramesh 9876543210", "Ramesh +91******3210")]
    public void A_list_shows_the_given_name_and_an_initial(string name, string shown) =>
        Assert.Equal(shown, DisplayNames.OfPerson(name));

    [Theory]
    [InlineData("Shri Ramesh Kumar Patel", "ramesh kumar patel")]
    [InlineData("PATEL, R. K.", "patel")]
    [InlineData("Anne-Marie D'Souza", "anne marie d'souza")]
    [InlineData("श्री रमेश पटेल जी", "रमेश पटेल")]
    [InlineData("Ramesh 9876543210", "ramesh")]
    [InlineData("9876543210", "")]
    public void A_name_is_found_by_its_words_and_by_nothing_around_them(
        string name,
        string words
    ) => Assert.Equal(words, string.Join(' ', PersonNames.SearchWords(name)));
}
