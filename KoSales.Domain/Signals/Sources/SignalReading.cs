using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using KoSales.Domain.CustomFields;
using KoSales.Domain.Fields;
using KoSales.Domain.Pii;
using NodaTime;

namespace KoSales.Domain.Signals.Sources;

/// <summary>What a delivery says, before anybody is looked for.</summary>
public sealed record SignalReading
{
    /// <summary>How far clocks of senders may be ahead.</summary>
    private static readonly Duration Ahead = Duration.FromMinutes(5);

    public required SignalKind Kind { get; init; }

    public required string DedupeKey { get; init; }

    public required Instant OccurredAt { get; init; }

    /// <summary>Fields of a lead by their paths, in the clear.</summary>
    public IReadOnlyDictionary<string, string> Cells { get; init; } =
        new Dictionary<string, string>();

    /// <summary>What the person wrote, masked; null for nothing.</summary>
    public string? Message { get; init; }

    /// <summary>Whether the person agreed to be answered; null where nothing is said.</summary>
    public bool? Consent { get; init; }

    /// <summary>As it came, masked.</summary>
    public required JsonElement Payload { get; init; }

    /// <summary>The whole delivery in the clear, for a replay.</summary>
    public required JsonElement Raw { get; init; }

    /// <summary>Holds personal data in the clear.</summary>
    public override string ToString() => nameof(SignalReading);

    /// <summary>All signals of a delivery, in its order; none for one that has no signals in it, such as a
    /// receipt.</summary>
    /// <param name="deliveryKey">Tells deliveries apart, for signals without a key of their own.</param>
    public static IReadOnlyList<SignalReading> Of(
        JsonElement payload,
        SignalSource source,
        string deliveryKey,
        Instant receivedAt
    )
    {
        var items = ItemsOf(new PayloadItem(payload), source.Mapping);
        return
        [
            .. items.Select(
                (item, i) =>
                    Of(item, source, i == 0 ? deliveryKey : $"{deliveryKey}:{i}", receivedAt) with
                    {
                        Raw = payload,
                    }
            ),
        ];
    }

    /// <summary>The one of the delivery's signals that has this key by now; the only one, whatever its key.
    /// Null when the mapping finds neither.</summary>
    /// <param name="dedupeKey">As it was read when it came.</param>
    public static SignalReading? Again(
        JsonElement payload,
        SignalSource source,
        string dedupeKey,
        Instant receivedAt
    )
    {
        var readings = Of(payload, source, DeliveryOf(dedupeKey), receivedAt);
        var same = readings.FirstOrDefault(r => r.DedupeKey == dedupeKey);
        return same ?? (readings is [var only] ? only with { DedupeKey = dedupeKey } : null);
    }

    private static string DeliveryOf(string dedupeKey)
    {
        var at = dedupeKey.LastIndexOf(':');
        var isPlace =
            at > 0 && at < dedupeKey.Length - 1 && dedupeKey[(at + 1)..].All(char.IsAsciiDigit);
        return isPlace ? dedupeKey[..at] : dedupeKey;
    }

    private static IReadOnlyList<PayloadItem> ItemsOf(PayloadItem payload, SignalMapping mapping)
    {
        foreach (var path in mapping.Each.Select(PayloadPath.TryParse).OfType<PayloadPath>())
        {
            PayloadItem[] found = [.. path.In(payload)];
            if (found.Length > 0)
                return found;
        }

        return mapping.Each.Count == 0 ? [payload] : [];
    }

    private static SignalReading Of(
        PayloadItem item,
        SignalSource source,
        string deliveryKey,
        Instant receivedAt
    )
    {
        var values = source
            .Mapping.Fields.Select(f => KeyValuePair.Create(f.Field, ValueOf(f, item)))
            .Where(v => v.Value is not null)
            .ToDictionary(v => v.Key, v => v.Value!);
        return new SignalReading
        {
            Kind = KindOf(values.GetValueOrDefault(SignalFields.Kind)) ?? source.Kind,
            DedupeKey = KeyOf(values.GetValueOrDefault(SignalFields.DedupeKey)) ?? deliveryKey,
            OccurredAt = MomentOf(values.GetValueOrDefault(SignalFields.OccurredAt), receivedAt),
            Message = MessageOf(values.GetValueOrDefault(SignalFields.Message)),
            Consent = FlagOf(values.GetValueOrDefault(SignalFields.Consent)),
            Cells = values
                .Where(v => !SignalFields.All.Contains(v.Key))
                .ToDictionary(v => v.Key, v => v.Value),
            Payload = PayloadMask.Of(item.Value),
            Raw = item.Value,
        };
    }

    private static string? ValueOf(MappedField field, PayloadItem item) =>
        field
            .From.Select(PayloadPath.TryParse)
            .OfType<PayloadPath>()
            .Select(p => p.TextIn(item))
            .FirstOrDefault(t => t is not null)
        ?? field.Default;

    private static SignalKind? KindOf(string? text) =>
        text is not null && WireNames<SignalKind>.TryRead(text, out var kind) ? kind : null;

    /// <summary>Null for one that is somebody's number or address, since keys are kept in the
    /// clear.</summary>
    private static string? KeyOf(string? text)
    {
        if (text is null || PersonalTraces.Holds(text))
            return null;
        return text.Length <= Signal.LongestKey
            ? text
            : Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
    }

    private static Instant MomentOf(string? text, Instant receivedAt) =>
        text is not null && Moment(text) is { } at && at <= receivedAt + Ahead ? at : receivedAt;

    /// <summary>RFC 3339, seconds or milliseconds since 1970, or a wall time in India.</summary>
    private static Instant? Moment(string text)
    {
        if (!long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            return MomentCell.Read(WithColon(text), new CellStyle(CellMarks.DecimalPoint));
        return text.Length switch
        {
            9 or 10 => Instant.FromUnixTimeSeconds(number),
            12 or 13 => Instant.FromUnixTimeMilliseconds(number),
            _ => null,
        };
    }

    /// <summary><c>…+0530</c> → <c>…+05:30</c>.</summary>
    private static string WithColon(string text) =>
        text.Length > 20 && text[^5] is '+' or '-' && text[^4..].All(char.IsAsciiDigit)
            ? $"{text[..^2]}:{text[^2..]}"
            : text;

    private static string? MessageOf(string? text)
    {
        if (string.IsNullOrWhiteSpace(text))
            return null;
        var masked = PersonalTraces.Mask(text.Trim());
        return masked.Length > Signal.LongestMessage ? masked[..Signal.LongestMessage] : masked;
    }

    private static bool? FlagOf(string? text)
    {
        if (string.Equals(text, "on", StringComparison.OrdinalIgnoreCase))
            return true;
        return CustomFields.Cells.TryFlag(text, out var flag) ? flag : null;
    }
}
