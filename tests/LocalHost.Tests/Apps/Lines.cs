using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace KoSales.LocalHost.Tests.Apps;

internal sealed record Line(LogLevel Level, string Text, Exception? Fault);

/// <summary>Keeps what is logged.</summary>
internal sealed class Lines : ILoggerProvider
{
    public ConcurrentQueue<Line> Seen { get; } = new();

    public ILogger CreateLogger(string categoryName) => new Logger(this);

    public void Dispose() => Seen.Clear();

    private sealed class Logger(Lines lines) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel,
            EventId eventId,
            TState state,
            Exception? exception,
            Func<TState, Exception?, string> formatter
        ) => lines.Seen.Enqueue(new Line(logLevel, formatter(state, exception), exception));
    }
}
