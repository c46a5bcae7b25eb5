using KoSales.LocalHost.Tests.Apps;
using KoSales.LocalHost.Tests.Http;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace KoSales.LocalHost.Tests.Hosting;

[Collection(SharedProcess.Name)]
public abstract class SettingsTests(Way way) : IDisposable
{
    private readonly AnnouncedFolder _folder = new();

    [Fact]
    public void Local_settings_become_configuration_and_environment()
    {
        var content =
            """{ "IsEncrypted": false, /* notes are allowed */ "Values": { "LocalTest_Way__Inner": "a", "LocalTest_WayFlag": true } }""";
        _folder.Write(
            "local.settings.json",
            content.Replace("_Way", $"_{way}", StringComparison.Ordinal)
        );

        var configuration = Builder().Configuration;

        Assert.Equal(
            ("a", "True"),
            (configuration[$"LocalTest_{way}:Inner"], configuration[$"LocalTest_{way}Flag"])
        );
        Assert.Equal("a", Environment.GetEnvironmentVariable($"LocalTest_{way}__Inner"));
        Assert.Equal("True", Environment.GetEnvironmentVariable($"LocalTest_{way}Flag"));
    }

    [Fact]
    public void The_environment_wins_over_local_settings()
    {
        Environment.SetEnvironmentVariable("LocalTestTaken", "environment");
        _folder.Write("local.settings.json", """{ "Values": { "LocalTestTaken": "file" } }""");

        Assert.Equal("environment", Builder().Configuration["LocalTestTaken"]);
        Assert.Equal("environment", Environment.GetEnvironmentVariable("LocalTestTaken"));
    }

    [Theory]
    [InlineData("{ \"IsEncrypted\": true }", "encrypted")]
    [InlineData("{ \"Values\": ", "not valid JSON")]
    public void Unreadable_local_settings_stop_the_start_with_the_file_s_name(
        string content,
        string told
    )
    {
        _folder.Write("local.settings.json", content);

        var fault = Assert.Throws<StartException>(() => Builder());

        Assert.Contains(told, fault.Message, StringComparison.Ordinal);
        Assert.Contains("local.settings.json", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Host_json_sets_the_log_levels()
    {
        _folder.Write(
            "host.json",
            """{ "logging": { "logLevel": { "default": "Warning", "Loud": "Debug" } } }"""
        );
        var builder = Builder();
        using var lines = new Lines();
        builder.Logging.AddProvider(lines);
        using var provider = builder.Services.BuildServiceProvider();

        var loggers = provider.GetRequiredService<ILoggerFactory>();

        Assert.False(loggers.CreateLogger("Quiet").IsEnabled(LogLevel.Information));
        Assert.True(loggers.CreateLogger("Quiet").IsEnabled(LogLevel.Warning));
        Assert.True(loggers.CreateLogger("Loud.Inner").IsEnabled(LogLevel.Debug));
    }

    [Fact]
    public void The_environment_overrides_host_json()
    {
        _folder.Write("host.json", """{ "logging": { "logLevel": { "default": "Warning" } } }""");
        Environment.SetEnvironmentVariable(
            "AzureFunctionsJobHost__logging__logLevel__default",
            "Odd"
        );
        try
        {
            Assert.Contains(
                "'Odd'",
                Assert.Throws<StartException>(() => Builder()).Message,
                StringComparison.Ordinal
            );
        }
        finally
        {
            Environment.SetEnvironmentVariable(
                "AzureFunctionsJobHost__logging__logLevel__default",
                null
            );
        }
    }

    [Fact]
    public void Local_settings_may_name_the_port()
    {
        _folder.Write("local.settings.json", """{ "Host": { "LocalHttpPort": 7071 } }""");

        Assert.Equal(7071, HostFiles.LocalSettings(_folder.Path).Port);
    }

    [Theory]
    [InlineData("""{ "logging": { "logLevel": { "default": "Chatty" } } }""", "'Chatty'")]
    [InlineData("""{ "logging": """, "host.json")]
    public void A_host_json_that_cannot_be_used_stops_the_start(string content, string told)
    {
        _folder.Write("host.json", content);

        Assert.Contains(
            told,
            Assert.Throws<StartException>(() => Builder()).Message,
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("0")]
    [InlineData("many")]
    public async Task A_durable_limit_that_is_no_positive_number_stops_the_start(string limit)
    {
        _folder.Write(
            "host.json",
            $$"""{ "extensions": { "durableTask": { "maxConcurrentActivityFunctions": "{{limit}}" } } }"""
        );
        var plan = new AppPlan(way, typeof(DurableTask.OrderFunctions))
        {
            Configure = b => b.Services.AddSingleton<DurableTask.OrderLog>(),
        };

        var fault = await Assert.ThrowsAsync<StartException>(plan.StartAsync);

        Assert.Contains(
            $"maxConcurrentActivityFunctions is '{limit}'",
            fault.Message,
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("", "things")]
    [InlineData("v9/x", "v9/x/things")]
    public async Task The_prefix_comes_from_host_json(string prefix, string path)
    {
        _folder.Write(
            "host.json",
            $$"""{ "extensions": { "http": { "routePrefix": "{{prefix}}" } } }"""
        );
        await using var app = await new AppPlan(way, typeof(RoutingFunctions)).StartAsync();

        Assert.Equal("list", await app.Http.GetStringAsync(path));
    }

    [Theory]
    [InlineData(null, ".data")]
    [InlineData("local:hub", "hub")]
    [InlineData("UseDevelopmentStorage=true", ".data")]
    public async Task The_host_s_own_data_lies_where_the_storage_setting_says(
        string? storage,
        string folder
    )
    {
        var plan = new AppPlan(way, typeof(DurableTask.OrderFunctions))
        {
            Configure = b => b.Services.AddSingleton<DurableTask.OrderLog>(),
        };
        if (storage is not null)
            _folder.Write(
                "local.settings.json",
                $$"""{ "Values": { "AzureWebJobsStorage": "{{storage}}" } }"""
            );
        try
        {
            await using var app = await plan.StartAsync();

            Assert.True(File.Exists(Path.Combine(plan.Directory, folder, "taskhub.db")));
        }
        finally
        {
            Environment.SetEnvironmentVariable("AzureWebJobsStorage", null);
        }
    }

    public void Dispose()
    {
        _folder.Dispose();
        GC.SuppressFinalize(this);
    }

    private FunctionsApplicationBuilder Builder() => new AppPlan(way).Builder();
}

public sealed class SettingsInProcess() : SettingsTests(Way.InProcess);

public sealed class SettingsOverGrpc() : SettingsTests(Way.Grpc);
