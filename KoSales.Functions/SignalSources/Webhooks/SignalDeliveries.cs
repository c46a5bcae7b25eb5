using System.Globalization;
using System.Text.Json;
using KoSales.Domain.Inbound;
using KoSales.Domain.Signals.Sources;
using KoSales.Functions.Inbound;
using KoSales.Functions.SignalSources.Taking;

namespace KoSales.Functions.SignalSources.Webhooks;

/// <summary>Takes in the signals of stored deliveries. Each is known by source and key, so that a delivery may be
/// processed twice.</summary>
public sealed class SignalDeliveries(SignalSourceCache sources, SignalTaking taking)
    : IInboundHandler
{
    public bool Accepts(string source, string type) => source == SignalWebhooks.Inbound;

    public async Task<InboundOutcome> HandleAsync(
        InboundWork work,
        CancellationToken cancellationToken
    )
    {
        var delivery = work.Delivery;
        if (await sources.FindAsync(delivery.Type, cancellationToken) is not { } source)
            return InboundOutcome.Hopeless("signal_source.not_found");
        if (Parsed(work.Body) is not { } payload)
            return InboundOutcome.Hopeless("webhook.unreadable");
        var readings = SignalReading.Of(payload, source, delivery.Id, delivery.CreatedAt);
        if (readings.Count == 0)
            return InboundOutcome.Ignored("signal.none");
        List<string> ids = [];
        foreach (var reading in readings)
        {
            var taken = await taking.TakeAsync(
                ArrivedSignal.Of(reading, source),
                CommandOf(work, source),
                cancellationToken
            );
            if (taken.IsRefused)
                return InboundOutcome.Failed(taken.Faults[0].Code);
            ids.Add(taken.Value.Signal.Key);
        }

        return InboundOutcome.Processed(
            ("signal_id", ids[0]),
            ("signals", ids.Count.ToString(CultureInfo.InvariantCulture))
        );
    }

    private static Command CommandOf(InboundWork work, SignalSource source) =>
        new(
            Actor.System with
            {
                TeamId = source.Assignment.TeamId,
            },
            work.Command.Now,
            work.Command.Correlation
        );

    private static JsonElement? Parsed(ReadOnlyMemory<byte> body)
    {
        try
        {
            return JsonElement.Parse(body.Span);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
