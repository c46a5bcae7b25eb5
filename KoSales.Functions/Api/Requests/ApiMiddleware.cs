using KoSales.Domain.Access;
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
            await AdmitAndRunAsync(context, http, route, traceId, next);
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

    private async Task AdmitAndRunAsync(
        FunctionContext context,
        HttpContext http,
        ApiRoute route,
        string traceId,
        FunctionExecutionDelegate next
    )
    {
        var actor = await admission.AdmitAsync(http, route);
        QueryCheck.Check(http.Request, route);
        var isRehearsed = route.Rehearses && Flags.DryRun(http.Request);
        var state = StateOf(actor, route, traceId, isRehearsed);
        if (!isRehearsed && IdempotentCalls.Concerns(http.Request, route))
            await idempotency.RunAsync(context, http, new IdempotentCall(route, state), next);
        else
            await RunAsync(context, http, state, next);
    }

    internal static Task RunAsync(
        FunctionContext context,
        HttpContext http,
        RequestState state,
        FunctionExecutionDelegate next
    )
    {
        state.AttachTo(http);
        return next(context);
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
