using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.DependencyInjection;

namespace KoSales.EmbeddedHost.Tests.Hosting;

public sealed class SettingsTests
{
    private readonly string _directory = TestApp.NewDirectory();

    [Fact]
    public void Local_settings_become_configuration_and_environment()
    {
        Write(
            "local.settings.json",
            """{ "IsEncrypted": false, /* notes are allowed */ "Values": { "EmbeddedTest__Inner": "a", "EmbeddedTestFlag": true } }""");
        var builder = Builder();
        Assert.Equal("a", builder.Configuration["EmbeddedTest:Inner"]);
        Assert.Equal("a", Environment.GetEnvironmentVariable("EmbeddedTest__Inner"));
        Assert.Equal("True", Environment.GetEnvironmentVariable("EmbeddedTestFlag"));
    }

    [Fact]
    public void The_environment_wins_over_local_settings()
    {
        Environment.SetEnvironmentVariable("EmbeddedTestTaken", "environment");
        Write("local.settings.json", """{ "Values": { "EmbeddedTestTaken": "file" } }""");
        Assert.Equal("environment", Builder().Configuration["EmbeddedTestTaken"]);
        Assert.Equal("environment", Environment.GetEnvironmentVariable("EmbeddedTestTaken"));
    }

    [Fact]
    public void The_command_line_wins_over_all()
    {
        Write("local.settings.json", """{ "Values": { "EmbeddedTestLine": "file" } }""");
        Assert.Equal("line", Builder("--EmbeddedTestLine", "line").Configuration["EmbeddedTestLine"]);
    }

    [Theory]
    [InlineData("{ \"IsEncrypted\": true }", "encrypted")]
    [InlineData("{ \"Values\": ", "not valid JSON")]
    public void Unreadable_local_settings_stop_the_start_with_the_file_s_name(string content, string told)
    {
        Write("local.settings.json", content);
        var fault = Assert.Throws<InvalidDataException>(() => Builder());
        Assert.Contains(told, fault.Message, StringComparison.Ordinal);
        Assert.Contains("local.settings.json", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Host_json_sets_the_log_levels()
    {
        Write("host.json", """{ "logging": { "logLevel": { "default": "Warning", "Loud": "Debug" } } }""");
        var builder = Builder();
        builder.Logging.AddProvider(new EverythingProvider());
        using var provider = builder.Services.BuildServiceProvider();
        var loggers = provider.GetRequiredService<ILoggerFactory>();
        Assert.False(loggers.CreateLogger("Quiet").IsEnabled(LogLevel.Information));
        Assert.True(loggers.CreateLogger("Quiet").IsEnabled(LogLevel.Warning));
        Assert.True(loggers.CreateLogger("Loud.Inner").IsEnabled(LogLevel.Debug));
    }

    [Fact]
    public void An_unknown_log_level_stops_the_start()
    {
        Write("host.json", """{ "logging": { "logLevel": { "default": "Chatty" } } }""");
        Assert.Contains("Chatty", Assert.Throws<InvalidDataException>(() => Builder()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_storage_directory_is_below_the_content_root_unless_named()
    {
        Assert.Equal(Path.Combine(_directory, ".data"), HostStorage.Directory(Builder().Configuration));
        Assert.Equal(
            Path.Combine(_directory, "hub"), HostStorage.Directory(Builder("--AzureWebJobsStorage", "embedded:hub").Configuration));
        Assert.Equal("/somewhere", HostStorage.Directory(Builder("--AzureWebJobsStorage", "embedded:/somewhere").Configuration));
        Assert.Equal(
            Path.Combine(_directory, ".data"),
            HostStorage.Directory(Builder("--AzureWebJobsStorage", "UseDevelopmentStorage=true").Configuration));
    }

    private FunctionsApplicationBuilder Builder(params string[] args) => TestApp.Builder(_directory, [], args);

    private void Write(string file, string content) => File.WriteAllText(Path.Combine(_directory, file), content);

    private sealed class EverythingProvider : ILoggerProvider
    {
        public ILogger CreateLogger(string categoryName) => new Everything();

        public void Dispose() => GC.SuppressFinalize(this);

        private sealed class Everything : ILogger
        {
            public IDisposable? BeginScope<TState>(TState state)
                where TState : notnull => null;

            public bool IsEnabled(LogLevel logLevel) => true;

            public void Log<TState>(
                LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
                formatter(state, exception);
        }
    }
}
