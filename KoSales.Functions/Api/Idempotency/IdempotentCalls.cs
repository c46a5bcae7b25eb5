using System.Collections.Concurrent;
using System.Text;
using KoSales.Functions.Api.Requests;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Middleware;
using Microsoft.Extensions.Logging;

namespace KoSales.Functions.Api.Idempotency;

/// <summary>
/// A POST repeated with its Idempotency-Key gets its first answer and acts once. Within this process a
/// second one is told that the first still runs; between
/// processes the record's unique id decides, in the transaction of the effect. Refusals are not kept.
/// </summary>
public sealed class IdempotentCalls(IDocumentStore store, ILogger<IdempotentCalls> logger)
{
    private readonly ConcurrentDictionary<string, bool> _running = new();

    /// <summary>Public functions have no principal to keep keys for; signed webhooks bring their own event
    /// ids.</summary>
    public static bool Concerns(HttpRequest request, ApiRoute route) =>
        request.Headers.ContainsKey("Idempotency-Key")
        && HttpMethods.IsPost(request.Method)
        && route is { IsStored: true, IsPublic: false };

    public async Task RunAsync(
        FunctionContext context,
        HttpContext http,
        IdempotentCall call,
        FunctionExecutionDelegate next
    )
    {
        using var body = await IdentifyAsync(http, call);
        if (!_running.TryAdd(call.Id, true))
            throw new RefusalException(
                new Fault(
                    FaultKind.Conflict,
                    "idempotency.still_running",
                    "The first request with this Idempotency-Key still runs; repeat it a little later."
                )
            );
        try
        {
            if (await FindAsync(call, http.RequestAborted) is { } kept)
                Replay(context, http, kept);
            else
                await FirstAsync(context, http, call, next);
        }
        finally
        {
            _running.TryRemove(call.Id, out _);
        }
    }

    private static async ValueTask<RentedBody> IdentifyAsync(HttpContext http, IdempotentCall call)
    {
        if (call.Route.IsStreamed)
        {
            call.Identify(
                http.Request,
                Encoding.UTF8.GetBytes(
                    $"{http.Request.ContentLength}\n{http.Request.Headers["X-Import-Options"]}"
                )
            );
            return default;
        }
        var body = await RentedBody.ReadAsync(
            http.Request,
            call.Route.BodyLimit,
            http.RequestAborted
        );
        http.Request.Body = body.AsStream();
        call.Identify(http.Request, body.Span);
        return body;
    }

    private async Task FirstAsync(
        FunctionContext context,
        HttpContext http,
        IdempotentCall call,
        FunctionExecutionDelegate next
    )
    {
        try
        {
            await ApiMiddleware.RunAsync(context, http, call.State, next);
        }
        catch (Exception exception)
            when (call.IsRecorded && exception is not OperationCanceledException)
        {
            // Another instance may have committed the same effect first, which the use case saw as some
            // conflict.
            if (await FindAsync(call, http.RequestAborted) is not { } kept)
                throw;
            Replay(context, http, kept);
            return;
        }
        if (
            !call.IsRecorded
            && context.GetInvocationResult().Value is Answer { Status: < 300 } answer
        )
            await KeepAsync(call, answer);
    }

    private async ValueTask<Answer?> FindAsync(
        IdempotentCall call,
        CancellationToken cancellationToken
    ) =>
        await store.FindAsync(IdempotencyKeys.Collection, call.Id, cancellationToken) is { } record
            ? call.AnswerOf(record)
            : null;

    // A call without a transaction of its own: kept right after. What it did is done, so that failing to
    // keep it must not fail the call.
    private async Task KeepAsync(IdempotentCall call, Answer answer)
    {
        try
        {
            await store.CommitAsync(
                new WriteBatch().InsertIfAbsent(IdempotencyKeys.Collection, call.RecordOf(answer)),
                CancellationToken.None
            );
        }
        catch (StoreUnavailableException)
        {
            Log.AnswerNotKept(logger, call.Route.Function, call.State.TraceId);
        }
    }

    private static void Replay(FunctionContext context, HttpContext http, Answer kept)
    {
        http.Response.Headers["Idempotency-Replayed"] = "true";
        context.GetInvocationResult().Value = kept;
    }
}
