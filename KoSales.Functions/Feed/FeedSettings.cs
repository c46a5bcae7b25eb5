namespace KoSales.Functions.Feed;

/// <summary>Section <c>KoSales:Feed</c>.</summary>
public sealed class FeedSettings
{
    public const string Section = "KoSales:Feed";

    /// <summary>False: nothing is added to the feed, and what happens meanwhile will not be in it.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>Streams that one principal may have open at once, in each process.</summary>
    public int MostStreams { get; set; } = 5;

    /// <summary>After which a stream is ended, so that its reader comes again with a token that is good;
    /// below the time after which a Functions host ends a call.</summary>
    public TimeSpan StreamFor { get; set; } = TimeSpan.FromMinutes(4);

    /// <summary>Without events, a stream says so often that it is alive.</summary>
    public TimeSpan Heartbeat { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>How often a process with open streams looks for what other processes appended; its own
    /// appends are seen at once.</summary>
    public TimeSpan Poll { get; set; } = TimeSpan.FromMilliseconds(500);

    /// <summary>The first sentence that says what is wrong, or null.</summary>
    public string? Fault() =>
        this switch
        {
            { MostStreams: < 1 or > 1000 } =>
                $"{Section}:MostStreams is {MostStreams}, but must be 1 to 1,000.",
            { StreamFor: var length }
                when length < TimeSpan.FromSeconds(1) || length > TimeSpan.FromHours(1) =>
                $"{Section}:StreamFor is {length}, but must be 1 second to 1 hour.",
            { Heartbeat: var heartbeat }
                when heartbeat < TimeSpan.FromMilliseconds(100)
                    || heartbeat > TimeSpan.FromMinutes(1) =>
                $"{Section}:Heartbeat is {heartbeat}, but must be 0.1 seconds to 1 minute.",
            { Poll: var poll }
                when poll < TimeSpan.FromMilliseconds(50) || poll > TimeSpan.FromMinutes(1) =>
                $"{Section}:Poll is {poll}, but must be 0.05 seconds to 1 minute.",
            _ => null,
        };
}
