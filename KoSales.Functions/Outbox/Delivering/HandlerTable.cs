using System.Collections.Frozen;
using Microsoft.Extensions.DependencyInjection;

namespace KoSales.Functions.Outbox.Delivering;

/// <summary>Which handlers want which event type.</summary>
/// <remarks>Resolved at first use and not injected: handlers use the desks, and the desks use the
/// dispatcher.</remarks>
public sealed class HandlerTable(IServiceProvider services)
{
    private readonly Lazy<FrozenDictionary<string, IEventHandler[]>> _byType = new(() =>
        services
            .GetServices<IEventHandler>()
            .SelectMany(
                handler => handler.Types.Distinct(StringComparer.Ordinal),
                (handler, type) => (handler, type)
            )
            .GroupBy(pair => pair.type, pair => pair.handler, StringComparer.Ordinal)
            .ToFrozenDictionary(
                group => group.Key,
                group => group.ToArray(),
                StringComparer.Ordinal
            )
    );

    private readonly Lazy<IClosingHandler?> _closing = new(() =>
        services.GetService<IClosingHandler>()
    );

    private readonly Lazy<FrozenSet<string>> _closed = new(() =>
        services.GetService<IClosingHandler>()?.Types.ToFrozenSet(StringComparer.Ordinal) ?? []
    );

    /// <summary>Comes after all others; null where there is none.</summary>
    public IClosingHandler? Closing => _closing.Value;

    /// <summary>Whether the closing handler wants events of this type.</summary>
    public bool Closes(string type) => _closed.Value.Contains(type);

    /// <summary>Of those that come before the closing handler; empty when nobody wants it.</summary>
    public IReadOnlyList<IEventHandler> For(string type) =>
        _byType.Value.GetValueOrDefault(type) ?? [];

    /// <summary>Whether there is a handler of this name.</summary>
    public bool Knows(string name) =>
        Closing?.Name == name || _byType.Value.Values.Any(all => all.Any(h => h.Name == name));

    /// <summary>Whether anything may come of the event, or of any of those in the row, now.</summary>
    public bool IsWanted(OutboxEvent outboxEvent) => IsAny(outboxEvent, IsWanted);

    /// <summary>Whether a request waits a while for its handlers.</summary>
    public bool IsAwaited(OutboxEvent outboxEvent) => IsAny(outboxEvent, IsAwaited);

    private static bool IsAny(OutboxEvent outboxEvent, Predicate<string> isSo)
    {
        if (outboxEvent.Batch.Count == 0)
            return isSo(outboxEvent.Type);
        foreach (var fact in outboxEvent.Batch)
        {
            if (isSo(fact.Type))
                return true;
        }

        return false;
    }

    private bool IsWanted(string type) =>
        For(type).Any(h => !h.IsIdle) || (Closes(type) && Closing is { IsIdle: false });

    private bool IsAwaited(string type) =>
        For(type).Any(h => h is { IsAwaited: true, IsIdle: false });
}
