using Microsoft.Extensions.DependencyInjection;

namespace KoSales.Functions.Inbound.Processing;

/// <summary>Who processes what.</summary>
/// <remarks>Resolved at first use and not injected: handlers use the desks, which use the
/// dispatcher of events.</remarks>
public sealed class InboundHandlers(IServiceProvider services)
{
    private readonly Lazy<IInboundHandler[]> _all = new(() =>
        [.. services.GetServices<IInboundHandler>()]
    );

    /// <summary>Null when nobody wants it.</summary>
    public IInboundHandler? For(string source, string type) =>
        Array.Find(_all.Value, h => h.Accepts(source, type));
}
