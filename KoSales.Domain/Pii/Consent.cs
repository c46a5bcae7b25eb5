using System.Collections.Frozen;
using System.Text.Json.Serialization;
using NodaTime;

namespace KoSales.Domain.Pii;

[JsonConverter(typeof(JsonStringEnumConverter<ConsentChannel>))]
public enum ConsentChannel
{
    /// <summary>All of the others at once.</summary>
    [JsonStringEnumMemberName("any")]
    Any,

    [JsonStringEnumMemberName("call")]
    Call,

    [JsonStringEnumMemberName("sms")]
    Sms,

    [JsonStringEnumMemberName("whatsapp")]
    Whatsapp,

    [JsonStringEnumMemberName("email")]
    Email,

    [JsonStringEnumMemberName("visit")]
    Visit,
}

/// <summary>One line of the ledger: consent given or withdrawn. Lines are only added.</summary>
/// <param name="Purpose">A key such as <c>marketing</c> or <c>service</c>;
/// <see cref="ConsentLedger.Contact"/> speaks of being contacted at all.</param>
/// <param name="At">When the person said it; not later than when it was written down.</param>
/// <param name="Source">A key that tells where it was said: <c>web_form</c>, <c>call</c>.</param>
public sealed record ConsentEntry(
    string Purpose,
    ConsentChannel Channel,
    bool Given,
    Instant At,
    string Source
)
{
    /// <summary>
    /// When it was written down; null in lines of earlier releases, which were written down at
    /// <see cref="At"/>.
    /// </summary>
    public Instant? RecordedAt { get; init; }

    /// <summary>Who wrote it down; null in lines of earlier releases.</summary>
    public string? By { get; init; }

    /// <summary>The same words said at the same time, whoever wrote them down.</summary>
    public bool Repeats(ConsentEntry other) =>
        (Purpose, Channel, Given, At) == (other.Purpose, other.Channel, other.Given, other.At);
}

/// <summary>
/// What follows from the lines of a ledger. The line that was said last decides; of lines said at the same
/// time, the
/// one that was added last.
/// </summary>
public static class ConsentLedger
{
    /// <summary>Outbound contact for purpose and channel stops when this is committed.</summary>
    public const string WithdrawnEvent = "consent.withdrawn";

    /// <summary>
    /// The purpose of being contacted at all. A person who withdraws it on every channel is one not to contact.
    /// </summary>
    public const string Contact = "contact";

    /// <summary>The purpose of selling.</summary>
    public const string Marketing = "marketing";

    /// <summary>All channels, without <see cref="ConsentChannel.Any"/>.</summary>
    public static readonly FrozenSet<ConsentChannel> EveryChannel = Enum.GetValues<ConsentChannel>()
        .Where(c => c != ConsentChannel.Any)
        .ToFrozenSet();

    /// <summary>The last line for the purpose that speaks of the channel decides; without one there is no
    /// consent.</summary>
    public static bool Allows(
        this IReadOnlyList<ConsentEntry> ledger,
        string purpose,
        ConsentChannel channel
    ) => ledger.Deciding(purpose, channel) is { Given: true };

    /// <summary>
    /// True when the person withdrew that channel for being contacted at all or for selling. Without a line
    /// about it,
    /// it is open.
    /// </summary>
    public static bool Bars(this IReadOnlyList<ConsentEntry> ledger, ConsentChannel channel) =>
        ledger.Deciding(Contact, channel) is { Given: false }
        || ledger.Deciding(Marketing, channel) is { Given: false };

    /// <summary>True when no channel is left by which the person may be contacted.</summary>
    public static bool BarsAll(this IReadOnlyList<ConsentEntry> ledger) =>
        ledger.Count > 0 && EveryChannel.All(ledger.Bars);

    /// <summary>The lines that decide something today, in the order in which they were said.</summary>
    public static IReadOnlyList<ConsentEntry> InForce(this IReadOnlyList<ConsentEntry> ledger)
    {
        if (ledger.Count == 0)
            return [];
        var decisive = ledger
            .Select(e => e.Purpose)
            .Distinct()
            .SelectMany(_ => EveryChannel, ledger.Deciding)
            .OfType<ConsentEntry>()
            .ToHashSet();
        return [.. ledger.Where(decisive.Contains).OrderBy(e => e.At)];
    }

    /// <summary>The ledger with the lines that it lacks at its end.</summary>
    public static IReadOnlyList<ConsentEntry> With(
        this IReadOnlyList<ConsentEntry> ledger,
        IEnumerable<ConsentEntry> lines
    )
    {
        List<ConsentEntry> all = [.. ledger];
        foreach (var line in lines)
        {
            if (!all.Any(line.Repeats))
                all.Add(line);
        }

        return all.Count == ledger.Count ? ledger : all;
    }

    /// <summary>The withdrawals that two ledgers in one lack: whatever one of them has withdrawn stays
    /// withdrawn, though the other was told otherwise later.</summary>
    /// <param name="like">When it is written down, by whom and whence.</param>
    public static IReadOnlyList<ConsentEntry> StricterThan(
        this IReadOnlyList<ConsentEntry> ledger,
        IReadOnlyList<ConsentEntry> other,
        ConsentEntry like
    )
    {
        var all = ledger.With(other);
        return
        [
            .. from purpose in all.Select(e => e.Purpose).Distinct()
            from channel in EveryChannel.Order()
            where all.Deciding(purpose, channel) is { Given: true }
            where
                ledger.Deciding(purpose, channel) is { Given: false }
                || other.Deciding(purpose, channel) is { Given: false }
            select like with
            {
                Purpose = purpose,
                Channel = channel,
                Given = false,
            },
        ];
    }

    private static ConsentEntry? Deciding(
        this IReadOnlyList<ConsentEntry> ledger,
        string purpose,
        ConsentChannel channel
    )
    {
        ConsentEntry? last = null;
        foreach (var line in ledger)
        {
            var speaks =
                line.Purpose == purpose
                && (line.Channel == channel || line.Channel == ConsentChannel.Any);
            if (speaks && (last is null || line.At >= last.At))
                last = line;
        }

        return last;
    }
}
