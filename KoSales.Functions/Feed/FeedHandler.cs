using KoSales.Functions.Outbox;
using KoSales.Functions.Published;
using Microsoft.Extensions.Options;

namespace KoSales.Functions.Feed;

/// <summary>Hands every event about a record to the feed.</summary>
public sealed class FeedHandler(FeedAppender appender, IOptions<FeedSettings> settings)
    : IClosingHandler
{
    /// <summary>Kept in the outbox, hence stable over releases.</summary>
    public const string StoredName = "FeedHandler";

    public IReadOnlyCollection<string> Types { get; } =
    [.. PublishedEvents.All, .. FeedFacts.Unfolded];

    public string Name => StoredName;

    public bool IsIdle => !settings.Value.Enabled;

    public Task CloseAsync(IReadOnlyList<ClosingRow> rows, CancellationToken cancellationToken) =>
        appender.AppendAsync(rows, cancellationToken);
}
