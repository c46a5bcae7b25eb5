using System.Globalization;
using KoSales.Functions.Storage.Sqlite;

namespace KoSales.Tests.Storage;

public sealed class SqliteLinkTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_statement_in_use_outlives_any_number_of_others()
    {
        using var link = SqliteLink.OpenWriter(new SqliteStoreOptions(_folder.File("ko-sales.db")));
        using var first = link.Prepare("SELECT ?1 + 1");
        first.Bind(1, 41);

        for (var number = 0; number < 1000; number++)
        {
            var text = $"SELECT {number.ToString(CultureInfo.InvariantCulture)}";
            using var other = link.Prepare(text);
            Assert.True(other.Step());
            Assert.Equal(number, other.Long(0));
        }

        Assert.True(first.Step());
        Assert.Equal(42, first.Long(0));
    }
}
