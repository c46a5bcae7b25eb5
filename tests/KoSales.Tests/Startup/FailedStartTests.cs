using System.Globalization;
using System.Net;
using System.Net.Sockets;
using KoSales.Tests.EndToEnd;
using KoSales.Tests.Leads;
using Microsoft.Data.Sqlite;

namespace KoSales.Tests.Startup;

/// <summary>What somebody sees who starts the app with something wrong: one sentence and exit code 1.</summary>
public sealed class FailedStartTests : IDisposable
{
    private readonly string _data = Directory.CreateTempSubdirectory("kosales-").FullName;

    [Theory]
    [InlineData("KoSales__Rate__Read__PerSecond", "0", "KoSales:Rate:Read")]
    [InlineData("KoSales__Rate__Bulk__Burst", "1", "KoSales:Rate:Bulk")]
    [InlineData("KoSales__Cors__Origins", "https://app.example.in/path", "KoSales:Cors:Origins")]
    [InlineData("KoSales__Telemetry__OtlpEndpoint", "somewhere", "KoSales:Telemetry:OtlpEndpoint")]
    [InlineData("KoSales__Flows__Retention", "00:10:00", "KoSales:Flows:Retention")]
    [InlineData("KoSales__Sla__CallBackMinutes", "-1", "KoSales:Sla:CallBackMinutes")]
    [InlineData("KoSales__Claims__CallFrom", "22:00:00", "KoSales:Claims:CallFrom")]
    [InlineData("KoSales__Outbox__MaxAttempts", "0", "KoSales:Outbox:MaxAttempts")]
    [InlineData("KoSales__Export__KeepFor", "00:00:00", "KoSales:Export:KeepFor")]
    [InlineData("KoSales__Admin__Email", "nobody", "KoSales:Admin:Email")]
    [InlineData(
        "KoSales__Import__MaxBytes",
        "much",
        "KoSales:Import:MaxBytes is 'much', but must be a whole number"
    )]
    [InlineData("KoSales__Auth__SigningKey", "short", "KoSales:Auth:SigningKey has 5 bytes")]
    [InlineData("KoSales__Auth__Algorithm", "RS256", "KoSales:Auth:SigningKey is not set")]
    [InlineData("KoSales__Api__CursorKey", "not base64", "KoSales:Api:CursorKey is not 32 bytes")]
    [InlineData(
        "KoSales__Pii__Keys__k1",
        "not base64",
        "KoSales:Pii:Keys:k1 is not 32 bytes in base64"
    )]
    [InlineData("KoSales__Admin__Password", "password", "KoSales:Admin:Password cannot be used")]
    [InlineData(
        "KoSales__Admin__Pasword",
        "Kharif-Rabi-2026-Zaid",
        "did you mean KoSales__Admin__Password?"
    )]
    [InlineData("MONGODB_URI", "localhost:27017", "MONGODB_URI is no connection string")]
    [InlineData("ASPNETCORE_URLS", "3000", "ASPNETCORE_URLS 3000: an address is written like")]
    [InlineData("Logging__LogLevel__Default", "Chatty", "Logging:LogLevel:Default is 'Chatty'")]
    [InlineData(
        "AzureFunctionsJobHost__extensions__durableTask__maxConcurrentActivityFunctions",
        "no",
        "maxConcurrentActivityFunctions is 'no'"
    )]
    public async Task A_wrong_setting(string name, string value, string told)
    {
        var isAddress = name == "ASPNETCORE_URLS";

        var outcome = await StartOutcome.OfAsync(_data, isAddress ? [] : null, (name, value));

        outcome.IsToldInOneSentence(told);
    }

    [Theory]
    [InlineData(
        """{ "Values": { "KoSales__Exports__KeepFor": "1.00:00:00" } }""",
        "did you mean KoSales__Export__KeepFor?"
    )]
    [InlineData("""{ "Host": { "LocalHttpPort": "3000" } }""", "Host.LocalHttpPort is \"3000\"")]
    [InlineData("""{ "Values": { "A": "1", "a": "2" } }""", "a stands there twice")]
    [InlineData("[]", "holds no JSON object")]
    [InlineData("{", "is not valid JSON")]
    public async Task Wrong_local_settings(string content, string told)
    {
        await File.WriteAllTextAsync(Path.Combine(_data, "local.settings.json"), content);

        (await StartOutcome.OfAsync(_data)).IsToldInOneSentence(told);
    }

    [Fact]
    public async Task All_settings_that_are_wrong_are_told_at_once()
    {
        var outcome = await StartOutcome.OfAsync(
            _data,
            null,
            ("KoSales__Rate__Enabeld", "true"),
            ("KoSales__Export__RowsPerPart", "1,000")
        );

        Assert.Equal(1, outcome.ExitCode);
        Assert.Contains(
            "did you mean KoSales__Rate__Enabled?",
            outcome.Complained,
            StringComparison.Ordinal
        );
        Assert.Contains(
            "KoSales:Export:RowsPerPart is '1,000'",
            outcome.Complained,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task A_port_that_is_taken()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var port = ((IPEndPoint)other.LocalEndpoint).Port.ToString(CultureInfo.InvariantCulture);

        (await StartOutcome.OfAsync(_data, ["--port", port])).IsToldInOneSentence(
            port,
            "already in use",
            "--port"
        );
    }

    [Theory]
    [InlineData("KoSales__DataDirectory", "KoSales:DataDirectory")]
    [InlineData("KoSales__Files__Directory", "KoSales:Files:Directory")]
    public async Task A_folder_that_is_none(string setting, string told)
    {
        var file = Path.Combine(_data, "file");
        await File.WriteAllTextAsync(file, "");

        (await StartOutcome.OfAsync(_data, null, (setting, file))).IsToldInOneSentence(file, told);
    }

    [Fact]
    public async Task A_configuration_file_that_is_no_JSON()
    {
        var file = Path.Combine(_data, "appsettings.json");
        await File.WriteAllTextAsync(file, "{");

        (await StartOutcome.OfAsync(_data)).IsToldInOneSentence(file);
    }

    [Theory]
    [InlineData("ko-sales.db", "The store")]
    [InlineData("taskhub.db", "The task hub")]
    public async Task A_file_that_is_no_database(string name, string told)
    {
        await File.WriteAllTextAsync(
            Path.Combine(_data, name),
            string.Concat(Enumerable.Repeat("This is no database. ", 1_000))
        );

        (await StartOutcome.OfAsync(_data)).IsToldInOneSentence(
            told,
            Path.Combine(_data, name),
            "not a database"
        );
    }

    [Theory]
    [InlineData("ko-sales.db", "The store")]
    [InlineData("taskhub.db", "The task hub")]
    public async Task A_database_of_which_a_part_is_lost(string name, string told)
    {
        await MakeInstallationAsync();
        var file = Path.Combine(_data, name);
        await using (var stream = File.OpenWrite(file))
            stream.SetLength(stream.Length / 8192 * 4096);

        (await StartOutcome.OfAsync(_data)).IsToldInOneSentence(told, file, "malformed");
    }

    [Theory]
    [InlineData("ko-sales.db", "leads", "The store")]
    [InlineData("taskhub.db", "instances", "The task hub")]
    public async Task A_database_of_something_else(string name, string table, string told)
    {
        var file = Path.Combine(_data, name);
        await using (var connection = new SqliteConnection($"Data Source={file};Pooling=False"))
        {
            await connection.OpenAsync();
            await using var command = connection.CreateCommand();
            command.CommandText = $"CREATE TABLE {table} (colour TEXT)";
            await command.ExecuteNonQueryAsync();
        }

        (await StartOutcome.OfAsync(_data)).IsToldInOneSentence(told, file, "no such column");
    }

    [Fact]
    public async Task Keys_that_are_not_those_of_the_data()
    {
        await MakeInstallationAsync();
        var key = Path.Combine(_data, "keys", "pii.key");
        var kept = await File.ReadAllTextAsync(key);

        await File.WriteAllTextAsync(key, "no key");
        (await StartOutcome.OfAsync(_data)).IsToldInOneSentence(
            $"The key file {key} does not hold 32 bytes in base64"
        );

        File.Delete(key);
        (await StartOutcome.OfAsync(_data)).IsToldInOneSentence(
            "is not configured, but personal data are stored under it"
        );

        await File.WriteAllTextAsync(key, kept);
        File.Delete(Path.Combine(_data, "keys", "pii-index.key"));
        (await StartOutcome.OfAsync(_data)).IsToldInOneSentence(
            "KoSales:Pii:IndexKey is not the key that PII-1 was indexed with"
        );
    }

    [Theory]
    [InlineData("--prot is no option", "--prot", "3100")]
    [InlineData("--port http: a port is a number", "--port", "http")]
    [InlineData("--urls ftp://localhost: an address is written like", "--urls", "ftp://localhost")]
    [InlineData("did you mean KoSales__Rate__Enabled?", "--KoSales:Rate:Enabld=false")]
    public async Task A_wrong_option(string told, params string[] arguments)
    {
        var outcome = await StartOutcome.OfAsync(_data, arguments);

        Assert.Equal(1, outcome.ExitCode);
        Assert.Contains(told, outcome.Complained, StringComparison.Ordinal);
        Assert.DoesNotContain(
            "   at ",
            outcome.Said + outcome.Complained,
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("--help")]
    [InlineData("--port", "3100", "--help")]
    public async Task Help_is_given_and_nothing_is_started(params string[] arguments)
    {
        var outcome = await StartOutcome.OfAsync(_data, arguments);

        Assert.Equal((0, ""), (outcome.ExitCode, outcome.Complained));
        Assert.Contains("--port <number>", outcome.Said, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(_data));
    }

    public void Dispose() => Directory.Delete(_data, recursive: true);

    /// <summary>An installation with personal data in it, stopped.</summary>
    private async Task MakeInstallationAsync()
    {
        await using var app = await AppProcess.StartAsync(AppFixture.Settings(), _data);
        var admin = await new AppClient(app.Address).LoginAsync(
            AppFixture.AdminEmail,
            AppFixture.AdminPassword
        );
        (await admin.PostAsync("leads", LeadApi.Body())).Expect(HttpStatusCode.Created);
        await app.StopAsync();
    }
}
