using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace KoSales.Functions.Feed;

public sealed class FeedFunctions(FeedQueries queries, FeedReader reader, FeedStreams streams)
{
    [Function("EventsList"), Access(Role.Manager, Role.Agent, Role.Auditor, Role.Integration)]
    [Operation(
        "Read what happened, in order",
        Tag = "events",
        Result = typeof(FeedPageView),
        Query = ["after", "limit", "types"],
        Description = "Events of the records that were in scope when it happened, kept for 7 days. Nothing is "
            + "left out and nothing comes twice for whoever goes on with next_cursor. With Accept: "
            + "text/event-stream it is answered as server-sent events, from now on or after the cursor, whose "
            + "ids are cursors too and are taken as Last-Event-ID; a comment comes every 15 seconds."
    )]
    public async Task<IResult> List(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/events")] HttpRequest request,
        CancellationToken cancellationToken
    )
    {
        var query = queries.Read(request);
        if (FeedQueries.WantsStream(request))
            return await streams.OpenAsync(query, cancellationToken);
        var position = await reader.BeginAsync(query, isStream: false, cancellationToken);
        return Answered(query, await reader.ReadAsync(query, position, cancellationToken));
    }

    private Answer Answered(FeedQuery query, FeedPage page)
    {
        var body = new PooledBuffer(256 + (page.Items.Count * 512));
        body.AppendData(page.Items, static (into, item) => into.Append(item.Json));
        body.Append(",\"next_cursor\":\""u8);
        body.Append(queries.CursorTo(page.Next, query.Actor));
        body.Append(page.IsCaughtUp ? "\",\"caught_up\":true}"u8 : "\",\"caught_up\":false}"u8);
        return Answer.Pooled(body);
    }
}
