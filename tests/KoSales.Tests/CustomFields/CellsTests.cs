using System.Globalization;
using KoSales.Domain.CustomFields;

namespace KoSales.Tests.CustomFields;

public sealed class CellsTests
{
    [Theory]
    [InlineData("2.5", CellMarks.DecimalPoint, "2.5")]
    [InlineData("2,5", CellMarks.DecimalComma, "2.5")]
    [InlineData("2.5", CellMarks.DecimalComma, "2.5")]
    [InlineData("1,234", CellMarks.DecimalPoint, "1234")]
    [InlineData("1,234", CellMarks.DecimalComma, "1.234")]
    [InlineData("1,20,000.50", CellMarks.DecimalPoint, "120000.50")]
    [InlineData("1,20,000.50", CellMarks.Unknown, "120000.50")]
    [InlineData("1.234,5", CellMarks.DecimalComma, "1234.5")]
    [InlineData("1.234,5", CellMarks.DecimalPoint, "1234.5")]
    [InlineData(".5", CellMarks.DecimalPoint, "0.5")]
    [InlineData("-12", CellMarks.Unknown, "-12")]
    [InlineData("'12", CellMarks.Unknown, "12")]
    [InlineData("२.५", CellMarks.DecimalPoint, "2.5")]
    public void A_number_is_read_by_the_marks_of_its_file(
        string cell,
        CellMarks marks,
        string number
    )
    {
        Assert.True(Cells.TryNumber(cell, marks, out var read));
        Assert.Equal(number, read.ToString(CultureInfo.InvariantCulture));
    }

    [Theory]
    [InlineData("2,5", CellMarks.DecimalPoint)]
    [InlineData("2,5", CellMarks.Unknown)]
    [InlineData("1,234", CellMarks.Unknown)]
    [InlineData("1.234", CellMarks.DecimalComma)]
    [InlineData("1,2345", CellMarks.DecimalPoint)]
    [InlineData("12,34", CellMarks.DecimalPoint)]
    [InlineData("1,23,4567", CellMarks.DecimalPoint)]
    [InlineData("1,234,56,789", CellMarks.DecimalPoint)]
    [InlineData("2.5.1", CellMarks.DecimalPoint)]
    [InlineData("2.", CellMarks.DecimalPoint)]
    [InlineData("1e3", CellMarks.DecimalPoint)]
    [InlineData("2 5", CellMarks.DecimalPoint)]
    [InlineData("", CellMarks.DecimalPoint)]
    [InlineData("₹ 5", CellMarks.DecimalPoint)]
    public void What_could_be_another_number_is_refused(string cell, CellMarks marks) =>
        Assert.False(Cells.TryNumber(cell, marks, out _));
}
