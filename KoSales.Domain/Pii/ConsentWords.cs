using NodaTime;

namespace KoSales.Domain.Pii;

/// <summary>
/// What a request says of consent, on its way to the ledger: the lead itself only shows what the ledger says.
/// </summary>
/// <param name="DoNotContact">Null when nothing is said of it.</param>
public sealed record ConsentWords(bool? DoNotContact, IReadOnlyList<ConsentWord> Lines)
{
    public static ConsentWords None { get; } = new(null, []);

    /// <summary>Nobody has said yet what is to be said tomorrow.</summary>
    public IReadOnlyList<Fault> ObjectionsAt(Instant now) =>
        [
            .. Lines
                .Index()
                .Where(w => w.Item.At > now + Skew)
                .Select(w =>
                    Fault.Invalid(
                        $"/consent/{w.Index}/at",
                        "consent.in_future",
                        "Consent is given in the past or now."
                    )
                ),
        ];

    public bool IsEmpty => DoNotContact is null && Lines.Count == 0;

    /// <summary>How far clocks of others may be ahead.</summary>
    private static readonly Duration Skew = Duration.FromMinutes(5);

    /// <summary>As lines of the ledger. What names no time was said now.</summary>
    public IReadOnlyList<ConsentEntry> ToLines(string source, Command command)
    {
        var lines = Lines.Select(w => new ConsentEntry(
            w.Purpose,
            w.Channel,
            w.Given,
            w.At ?? command.Now,
            w.Source ?? source
        ));
        if (DoNotContact is { } stop)
            lines = lines.Append(
                new ConsentEntry(
                    ConsentLedger.Contact,
                    ConsentChannel.Any,
                    !stop,
                    command.Now,
                    source
                )
            );
        return [.. lines.Select(l => l with { RecordedAt = command.Now, By = command.Actor.Id })];
    }
}

/// <param name="At">When it was said; null for now.</param>
/// <param name="Source">Null for the channel by which the lead came.</param>
public sealed record ConsentWord(
    string Purpose,
    ConsentChannel Channel,
    bool Given,
    Instant? At,
    string? Source
);
