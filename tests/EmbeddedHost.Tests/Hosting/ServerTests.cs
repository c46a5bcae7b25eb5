using System.Collections.Concurrent;
using System.Net;
using System.Text.Encodings.Web;
using KoSales.EmbeddedHost.Tests.Http;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace KoSales.EmbeddedHost.Tests.Hosting;

public sealed class ServerTests
{
    [Fact]
    public async Task A_failed_invocation_is_logged_once_with_its_function()
    {
        using var lines = new LinesProvider();
        await using var app = await TestApp.StartAsync([typeof(ResultFunctions)], b => b.Logging.AddProvider(lines));
        await app.Http.GetAsync("api/sets-then-throws");
        var line = Assert.Single(lines.Seen);
        Assert.Equal((LogLevel.Error, "Function.SetsThenThrows", typeof(FormatException)), (line.Level, line.Category, line.Fault?.GetType()));
    }

    [Fact]
    public async Task A_registered_authentication_scheme_adds_no_middleware_of_its_own()
    {
        await using var app = await TestApp.StartAsync(
            [typeof(PlainFunctions)],
            b => b.Services.AddAuthentication("never").AddScheme<AuthenticationSchemeOptions, Never>("never", null));
        Assert.Equal(HttpStatusCode.OK, (await app.Http.GetAsync("api/plain")).StatusCode);
    }

    [Fact]
    public async Task Headers_beyond_the_limit_are_refused_by_the_server()
    {
        await using var app = await TestApp.StartAsync([typeof(PlainFunctions)]);
        app.Http.DefaultRequestHeaders.Add("X-Long", new string('a', 40_000));
        Assert.Equal(HttpStatusCode.RequestHeaderFieldsTooLarge, (await app.Http.GetAsync("api/plain")).StatusCode);
    }

    private sealed class Never(IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory loggers, UrlEncoder encoder)
        : AuthenticationHandler<AuthenticationSchemeOptions>(options, loggers, encoder)
    {
        protected override Task<AuthenticateResult> HandleAuthenticateAsync() => throw new InvalidOperationException("never asked");
    }

    private sealed record Line(LogLevel Level, string Category, Exception? Fault);

    private sealed class LinesProvider : ILoggerProvider
    {
        public ConcurrentQueue<Line> Seen { get; } = new();

        public ILogger CreateLogger(string categoryName) => new Logger(this, categoryName);

        public void Dispose() => Seen.Clear();

        private sealed class Logger(LinesProvider lines, string category) : ILogger
        {
            public IDisposable? BeginScope<TState>(TState state)
                where TState : notnull => null;

            public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

            public void Log<TState>(
                LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
            {
                if (IsEnabled(logLevel)) lines.Seen.Enqueue(new(logLevel, category, exception));
            }
        }
    }
}
