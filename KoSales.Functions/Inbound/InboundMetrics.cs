using System.Diagnostics.Metrics;
using KoSales.Domain.Inbound;
using NodaTime;

namespace KoSales.Functions.Inbound;

/// <summary>What OpenTelemetry hears of deliveries.</summary>
internal static class InboundMetrics
{
    private static readonly Meter _meter = new("KoSales.Inbound");

    private static readonly Counter<long> _received = _meter.CreateCounter<long>(
        "kosales.inbound.received"
    );

    private static readonly Counter<long> _settled = _meter.CreateCounter<long>(
        "kosales.inbound.settled"
    );

    private static readonly Histogram<double> _lag = _meter.CreateHistogram<double>(
        "kosales.inbound.lag",
        "ms"
    );

    public static void Received(InboundDelivery delivery) => _received.Add(1, SourceOf(delivery));

    /// <summary>An attempt has come to an end.</summary>
    public static void Settled(InboundDelivery delivery, InboundStatus status, Instant now)
    {
        var name = new KeyValuePair<string, object?>("status", WireNames<InboundStatus>.Of(status));
        _settled.Add(1, SourceOf(delivery), name);
        if (status.IsOver())
            _lag.Record((now - delivery.CreatedAt).TotalMilliseconds, SourceOf(delivery));
    }

    private static KeyValuePair<string, object?> SourceOf(InboundDelivery delivery) =>
        new("source", delivery.Source);
}
