using FsCheck;
using FsCheck.Fluent;
using KoSales.Domain.Kernel.Amounts;
using KoSales.Domain.Quotations.Printing;

namespace KoSales.Tests.Quotations.Printing;

public sealed class AmountInWordsTests
{
    [Theory]
    [InlineData("0", "Rupees Zero Only")]
    [InlineData("0.01", "Rupees Zero and One Paisa Only")]
    [InlineData("0.50", "Rupees Zero and Fifty Paise Only")]
    [InlineData("1", "Rupees One Only")]
    [InlineData("11", "Rupees Eleven Only")]
    [InlineData("20", "Rupees Twenty Only")]
    [InlineData("99.99", "Rupees Ninety-Nine and Ninety-Nine Paise Only")]
    [InlineData("100", "Rupees One Hundred Only")]
    [InlineData("101", "Rupees One Hundred One Only")]
    [InlineData("999", "Rupees Nine Hundred Ninety-Nine Only")]
    [InlineData("1000", "Rupees One Thousand Only")]
    [InlineData("8978", "Rupees Eight Thousand Nine Hundred Seventy-Eight Only")]
    [InlineData("99999", "Rupees Ninety-Nine Thousand Nine Hundred Ninety-Nine Only")]
    [InlineData("100000", "Rupees One Lakh Only")]
    [InlineData(
        "123456.78",
        "Rupees One Lakh Twenty-Three Thousand Four Hundred Fifty-Six and Seventy-Eight Paise Only"
    )]
    [InlineData(
        "9999999",
        "Rupees Ninety-Nine Lakh Ninety-Nine Thousand Nine Hundred Ninety-Nine Only"
    )]
    [InlineData("10000000", "Rupees One Crore Only")]
    [InlineData("10000001", "Rupees One Crore One Only")]
    [InlineData("1000000000", "Rupees One Hundred Crore Only")]
    [InlineData("1000000000000", "Rupees One Lakh Crore Only")]
    [InlineData("0.005", "Rupees Zero and One Paisa Only")]
    [InlineData("0.995", "Rupees One Only")]
    public void Rupees_are_spelt_in_lakh_and_crore(string rupees, string words)
    {
        Assert.True(DecimalText.TryRead(rupees, 3, out var amount));

        Assert.Equal(words, AmountInWords.Of(amount));
    }

    [Fact]
    public void A_negative_amount_has_no_words() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => AmountInWords.Of(-0.01m));

    [Fact]
    public void The_words_read_back_as_the_number() =>
        Prop.ForAll(
                Gen.OneOf(Gen.Choose(0, 200_000), Gen.Choose(0, int.MaxValue)).ToArbitrary(),
                number => ReadBack(AmountInWords.Of(number)) == number
            )
            .Check(Config.QuickThrowOnFailure.WithMaxTest(2_000));

    [Theory]
    [InlineData("0", "0.00")]
    [InlineData("999.5", "999.50")]
    [InlineData("1000", "1,000.00")]
    [InlineData("99999", "99,999.00")]
    [InlineData("100000", "1,00,000.00")]
    [InlineData("1234567.8", "12,34,567.80")]
    [InlineData("1234567890.12", "1,23,45,67,890.12")]
    public void Digits_are_grouped_by_two_after_the_thousands(string rupees, string grouped)
    {
        Assert.True(DecimalText.TryRead(rupees, 2, out var amount));

        Assert.Equal(grouped, IndianDigits.Of(amount));
        if (amount > 0)
            Assert.Equal("-" + grouped, IndianDigits.Of(-amount));
    }

    // The other way round and by another way: what a unit follows is multiplied by it.
    private static long ReadBack(string text)
    {
        var (total, part) = (0L, 0L);
        foreach (var word in text.Split(' ', '-')[1..^1])
        {
            if (Units.TryGetValue(word, out var unit))
                (total, part) =
                    word == "Hundred" ? (total, part * unit) : Raised(total, part, unit);
            else
                part += Numbers[word];
        }

        return total + part;
    }

    private static (long Total, long Part) Raised(long total, long part, long unit) =>
        unit == 10_000_000 ? ((total + part) * unit, 0) : (total + part * unit, 0);

    private static readonly Dictionary<string, long> Units = new()
    {
        ["Hundred"] = 100,
        ["Thousand"] = 1_000,
        ["Lakh"] = 100_000,
        ["Crore"] = 10_000_000,
    };

    private static readonly Dictionary<string, long> Numbers = (
        "Zero One Two Three Four Five Six Seven Eight Nine Ten Eleven Twelve Thirteen Fourteen "
        + "Fifteen Sixteen Seventeen Eighteen Nineteen"
    )
        .Split(' ')
        .Select((word, number) => (word, (long)number))
        .Concat(
            "Twenty Thirty Forty Fifty Sixty Seventy Eighty Ninety"
                .Split(' ')
                .Select((word, i) => (word, (i + 2) * 10L))
        )
        .ToDictionary(n => n.Item1, n => n.Item2);
}
