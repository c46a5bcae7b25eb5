using System.Buffers;
using System.Diagnostics;
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
            await CallAsync(context, http, route, StateOf(actor, http, route, traceId), next);
            if (context.GetInvocationResult() is { Value: IResult and not Answer } streamed)
                streamed.Value = new ListenedTo((IResult)streamed.Value);
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
            var answer = failures.AnswerTo(exception, http, route.Function, traceId);
            context.GetInvocationResult().Value = answer;
        }
    }

    private Task CallAsync(
        FunctionContext context,
        HttpContext http,
        ApiRoute route,
        RequestState state,
        FunctionExecutionDelegate next
    ) =>
        !state.IsRehearsed && IdempotentCalls.Concerns(http.Request, route)
            ? idempotency.RunAsync(context, http, new IdempotentCall(route, state), next)
            : RunAsync(context, http, state, next);

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
    private RequestState StateOf(Actor actor, HttpContext http, ApiRoute route, string traceId) =>
        new()
        {
            Actor = actor,
            Now = Instant.FromUnixTimeMilliseconds(time.GetUtcNow().ToUnixTimeMilliseconds()),
            TraceId = traceId,
            Bodies = bodies,
            BodyLimit = route.BodyLimit,
            IsRehearsed = route.Rehearses && Flags.DryRun(http.Request),
        };
}

internal static class TraceIds
{
    private static readonly SearchValues<char> Hex = SearchValues.Create("0123456789abcdef");

    // 00-{32 hex}-{16 hex}-{2 hex}
    private const int TraceStart = 3;
    private const int TraceLength = 32;
    private const int ParentLength = 55;

    /// <summary>The caller's trace when it sent a good traceparent, else a new one.</summary>
    public static string Of(HttpContext http)
    {
        if (Activity.Current is { IdFormat: ActivityIdFormat.W3C } activity)
            return activity.TraceId.ToHexString();
        var parent = http.Request.Headers.TraceParent.ToString();
        return parent.Length >= ParentLength && IsTrace(parent.AsSpan(TraceStart, TraceLength))
            ? parent.Substring(TraceStart, TraceLength)
            : ActivityTraceId.CreateRandom().ToHexString();
    }

    private static bool IsTrace(ReadOnlySpan<char> id) =>
        !id.ContainsAnyExcept(Hex) && id.ContainsAnyExcept('0');
}

/// <summary>Who asks, whether that role may call the function, and whether not too often.</summary>
public sealed class Admission(IAuthenticator authenticator, RateLimits rates)
{
    private static readonly Actor Anonymous = new("anonymous", [], null);

    /// <summary>Refuses with 401, 403 or 429.</summary>
    public ValueTask<Actor> AdmitAsync(HttpContext http, ApiRoute route)
    {
        if (!route.IsPublic)
            return AuthenticateAsync(http, route);
        rates.Count(AddressOf(http), route.Class, http.Response);
        return new ValueTask<Actor>(Anonymous);
    }

    private async ValueTask<Actor> AuthenticateAsync(HttpContext http, ApiRoute route)
    {
        var verdict = await authenticator.AuthenticateAsync(http.Request, http.RequestAborted);
        // Guessing tokens counts as logging in does.
        if (verdict.IsRefused)
            rates.Count(AddressOf(http), RouteClass.Auth, http.Response);
        var actor = verdict.OrRefuse();
        rates.Count(actor.Id, route.Class, http.Response);
        if (!route.Admits(actor))
            throw new RefusalException(
                new Fault(
                    FaultKind.Forbidden,
                    "access.denied",
                    "Your role may not do this; ask an administrator if you need to."
                )
            );
        return route.IsWithinScopes(actor)
            ? actor
            : throw new RefusalException(
                new Fault(
                    FaultKind.Forbidden,
                    "access.out_of_scope",
                    "The scopes of this API key do not reach so far."
                )
            );
    }

    private static string AddressOf(HttpContext http) =>
        http.Connection.RemoteIpAddress?.ToString() ?? "unknown";
}
