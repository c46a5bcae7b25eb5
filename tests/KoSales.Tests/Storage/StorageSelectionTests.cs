using KoSales.Functions.Hosting;
using KoSales.Functions.Storage;
using KoSales.Functions.Storage.Mongo;
using KoSales.Functions.Storage.Sqlite;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace KoSales.Tests.Storage;

public sealed class StorageSelectionTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Without_an_address_of_mongodb_the_store_is_a_file_in_the_data_folder()
    {
        await using var services = Services();

        var store = Assert.IsType<SqliteDocumentStore>(AdapterOf(services));
        await store.EnsureAsync(Samples.All, CancellationToken.None);

        Assert.True(File.Exists(_folder.File("ko-sales.db")));
    }

    [Fact]
    public async Task With_an_address_of_mongodb_the_store_is_mongodb_and_nothing_is_asked_of_it_yet()
    {
        await using var services = Services(
            ("MONGODB_URI", "mongodb://127.0.0.1:1/?replicaSet=rs0")
        );

        Assert.IsType<MongoDocumentStore>(AdapterOf(services));
    }

    [Fact]
    public async Task An_empty_database_name_stops_the_start_with_a_sentence()
    {
        await using var services = Services(
            ("MONGODB_URI", "mongodb://127.0.0.1:1/"),
            ("KoSales:Storage:Database", " ")
        );

        var refused = Assert.Throws<OptionsValidationException>(() =>
            services.GetRequiredService<IOptions<StorageSettings>>().Value
        );
        Assert.StartsWith(
            "KoSales:Storage:Database is empty",
            refused.Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Under_a_functions_host_mongodb_is_required()
    {
        var none = new StorageSettings();

        Assert.StartsWith(
            "MONGODB_URI is not set.",
            none.Fault(isStartedByHost: true),
            StringComparison.Ordinal
        );
        Assert.Null(none.Fault(isStartedByHost: false));
        Assert.Null(
            new StorageSettings { MongoUri = "mongodb://localhost" }.Fault(isStartedByHost: true)
        );
    }

    [Theory]
    [InlineData(
        "KoSales.Functions.dll --functions-uri http://127.0.0.1:5000 --functions-worker-id w",
        true
    )]
    [InlineData("KoSales.Functions.dll --functions-uri=http://127.0.0.1:5000", true)]
    [InlineData(
        "KoSales.Functions.dll --host 127.0.0.1 --port 5000 --workerId w --requestId r",
        true
    )]
    [InlineData("KoSales.Functions.dll --port 3000", false)]
    [InlineData("KoSales.Functions.dll --host 0.0.0.0", false)]
    public void A_functions_host_is_known_by_what_it_tells_its_worker(
        string commandLine,
        bool isHost
    ) => Assert.Equal(isHost, HostKind.Names(commandLine.Split(' ')));

    private static IDocumentStore AdapterOf(ServiceProvider services) =>
        Assert.IsType<BannableStore>(services.GetRequiredService<IDocumentStore>()).Inner;

    private ServiceProvider Services(params (string Name, string Value)[] settings)
    {
        var values = settings.ToDictionary(s => s.Name, s => (string?)s.Value);
        values["KoSales:DataDirectory"] = Path.GetDirectoryName(_folder.File("x"));
        return new ServiceCollection()
            .AddSingleton<IConfiguration>(
                new ConfigurationBuilder().AddInMemoryCollection(values).Build()
            )
            .AddDocumentStore()
            .BuildServiceProvider();
    }
}
