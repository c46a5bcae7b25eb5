using KoSales.Functions.Api.Idempotency;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Middleware;
using NodaTime;

namespace KoSales.Functions.Api.Requests;

/// <summary>Around every HTTP function: headers, admission, idempotency, and the answer to whatever is
/// thrown. Other triggers pass through.</summary>
public sealed class ApiMiddleware(
    ApiRoutes routes,
    ResponseHeaders headers,
    Admission admission,
    IdempotentCalls idempotency,
    IBodyReader bodies,
    Failures failures,
    TimeProvider time
) : IFunctionsWorkerMiddleware
{
    public Task Invoke(FunctionContext context, FunctionExecutionDelegate next) =>
        context.GetHttpContext() is { } http
        && routes.Of(context.FunctionDefinition.Name) is { } route
            ? ServeAsync(context, http, route, next)
            : next(context);

    private async Task ServeAsync(
        FunctionContext context,
        HttpContext http,
        ApiRoute route,
        FunctionExecutionDelegate next
    )
    {
        var traceId = TraceIds.Of(http);
        headers.Apply(http);
        try
        {
            var actor = await admission.AdmitAsync(http, route);
            QueryCheck.Check(http.Request, route);
            // Who is not known yet hears of form alone.
            if (!route.IsPublic)
                UnfitBody.Begin();
            var state = StateOf(
                actor,
                route,
                traceId,
                route.Rehearses && Flags.DryRun(http.Request)
            );
            if (!state.IsRehearsed && IdempotentCalls.Concerns(http.Request, route))
                await idempotency.RunAsync(context, http, new IdempotentCall(route, state), next);
            else
                await RunAsync(context, http, state, next);
        }
        catch (RehearsalException rehearsal)
        {
            context.GetInvocationResult().Value = rehearsal.ToAnswer();
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
        {
            // Nobody is there to be answered.
        }
#pragma warning disable CA1031 // Every exception becomes an answer here, and nowhere else.
        catch (Exception exception) when (!http.Response.HasStarted)
#pragma warning restore CA1031
        {
            context.GetInvocationResult().Value = failures.AnswerTo(
                exception,
                http,
                route.Function,
                traceId
            );
        }
    }

    internal static Task RunAsync(
        FunctionContext context,
        HttpContext http,
        RequestState state,
        FunctionExecutionDelegate next
    )
    {
        state.AttachTo(http);
        return UnfitBody.Current is { } unfit
            ? unfit.HearAsync(() => next(context))
            : next(context);
    }

    // Whole milliseconds, as everything stored has.
    private RequestState StateOf(Actor actor, ApiRoute route, string traceId, bool isRehearsed) =>
        new()
        {
            Actor = actor,
            Now = Instant.FromUnixTimeMilliseconds(time.GetUtcNow().ToUnixTimeMilliseconds()),
            TraceId = traceId,
            Bodies = bodies,
            BodyLimit = route.BodyLimit,
            IsRehearsed = isRehearsed,
        };
}
