using System.Collections.Frozen;
using Microsoft.Extensions.DependencyInjection;

namespace KoSales.Functions.Outbox;

/// <summary>Which handlers want which event type.</summary>
/// <remarks>Resolved at first use and not injected: handlers use the desks, and the desks use the dispatcher.</remarks>
public sealed class HandlerTable(IServiceProvider services)
{
    private readonly Lazy<FrozenDictionary<string, IEventHandler[]>> _byType = new(() =>
        services.GetServices<IEventHandler>()
            .SelectMany(handler => handler.Types.Distinct(StringComparer.Ordinal), (handler, type) => (handler, type))
            .GroupBy(pair => pair.type, pair => pair.handler, StringComparer.Ordinal)
            .ToFrozenDictionary(group => group.Key, group => group.ToArray(), StringComparer.Ordinal));

    /// <summary>Empty when nobody wants it.</summary>
    public IReadOnlyList<IEventHandler> For(string type) => _byType.Value.GetValueOrDefault(type) ?? [];
}
