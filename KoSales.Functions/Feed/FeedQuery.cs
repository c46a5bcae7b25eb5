using System.Globalization;
using KoSales.Domain.Feed;
using KoSales.Functions.Published;
using Microsoft.AspNetCore.Http;

namespace KoSales.Functions.Feed;

/// <summary>What somebody wants to read of the feed.</summary>
/// <param name="Types">Only these; empty for all.</param>
public sealed record FeedQuery(Actor Actor, IReadOnlyList<string> Types)
{
    public const int DefaultLimit = 50;
    public const int MostLimit = 200;

    /// <summary>Number of the last entry read; null to begin where this kind of reading begins: a page with
    /// the oldest entry that is kept, a stream now.</summary>
    public long? Position { get; init; }

    /// <summary>From the next event on, whatever happened before.</summary>
    public bool IsFromNow { get; init; }

    /// <summary>Entries on a page.</summary>
    public int Limit { get; init; } = DefaultLimit;

    /// <summary>Wanted, and in the actor's scope.</summary>
    public bool IsFor(FeedEntry entry) =>
        (Types.Count == 0 || Types.Contains(entry.Type)) && FeedScope.Sees(Actor, entry);
}

/// <summary>Reads feed queries. Cursors are good for the principal that they were given to, with any
/// types.</summary>
public sealed class FeedQueries(CursorSigner signer)
{
    private const string Now = "now";
    private const string LastEventId = "Last-Event-ID";
    private const string Stream = "text/event-stream";

    public static bool WantsStream(HttpRequest request) =>
        request.Headers.Accept.Any(a =>
            a is not null && a.Contains(Stream, StringComparison.OrdinalIgnoreCase)
        );

    /// <summary>Refuses with 400 that names every parameter at fault.</summary>
    public FeedQuery Read(HttpRequest request)
    {
        var actor = RequestState.Of(request.HttpContext).Actor;
        var faults = new QueryFaults();
        var after = AfterOf(request);
        var isFromNow = after == Now;
        var query = new FeedQuery(actor, TypesOf(request, faults))
        {
            IsFromNow = isFromNow,
            Position = after is null || isFromNow ? null : PositionOf(after, actor, faults),
            Limit = LimitOf(request, faults),
        };
        faults.ThrowIfAny();
        return query;
    }

    public string CursorTo(long position, Actor actor) =>
        signer.Sign(
            BindingOf(actor),
            new KeysetPosition([], position.ToString(CultureInfo.InvariantCulture))
        );

    /// <summary>What a stream's reader has seen last counts more than where it once began.</summary>
    private static string? AfterOf(HttpRequest request)
    {
        var seen = WantsStream(request) ? request.Headers[LastEventId].ToString() : "";
        if (seen.Length > 0)
            return seen;
        var after = request.Query["after"].ToString();
        return after.Length > 0 ? after : null;
    }

    private long? PositionOf(string cursor, Actor actor, QueryFaults faults)
    {
        if (signer.Read(BindingOf(actor), cursor) is { } position)
            return long.Parse(position.Id, CultureInfo.InvariantCulture);
        faults.Add(
            "query.bad_cursor",
            "The cursor is not one that this feed gave you; start again without it."
        );
        return null;
    }

    private static string[] TypesOf(HttpRequest request, QueryFaults faults)
    {
        string[] types = request
            .Query["types"]
            .ToString()
            .Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        foreach (var type in types.Except(PublishedEvents.All).Take(10))
            faults.Add("query.bad_value", $"There are no events {QueryFaults.Shown(type)}.");
        return types;
    }

    private static int LimitOf(HttpRequest request, QueryFaults faults)
    {
        var text = request.Query["limit"].ToString();
        if (text.Length == 0)
            return FeedQuery.DefaultLimit;
        if (
            int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var limit)
            && limit is >= 1 and <= FeedQuery.MostLimit
        )
            return limit;
        faults.Add("query.bad_limit", $"limit is a whole number from 1 to {FeedQuery.MostLimit}.");
        return FeedQuery.DefaultLimit;
    }

    private static string BindingOf(Actor actor) => $"{actor.Id}\nevents";
}
