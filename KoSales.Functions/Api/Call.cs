using Microsoft.AspNetCore.Http;

namespace KoSales.Functions.Api;

/// <summary>One request on its way through a function: who asks, the body as a contract, and how the use
/// case's result is answered.</summary>
/// <remarks>
/// A function method makes a call, hands body and command to one use case and returns
/// <see cref="Answer(Verdict{TResult})"/>. The answer of a request with an
/// Idempotency-Key is written into the effect's own transaction through <see cref="Command.AnswerRecorder"/>.
/// </remarks>
public sealed class Call<TResult>(HttpRequest request, Func<TResult, Answer> answer)
    where TResult : notnull
{
    private readonly RequestState _state = RequestState.Of(request.HttpContext);
    private Answer? _recorded;

    public Command Command =>
        field ??= new Command(_state.Actor, _state.Now, _state.TraceId)
        {
            AnswerRecorder = AnswerRecorderOf(),
        };

    private Action<WriteBatch, object>? AnswerRecorderOf()
    {
        if (_state.IsRehearsed)
            return (batch, result) => throw new RehearsalException(batch, answer((TResult)result));
        if (_state.Idempotency is not { } idempotency)
            return null;
        return (batch, result) => idempotency.Record(batch, _recorded = answer((TResult)result));
    }

    /// <summary>The body, checked against the contract; refuses with every fault at once.</summary>
    public ValueTask<TBody> BodyAsync<TBody>(CancellationToken cancellationToken)
        where TBody : class => _state.Bodies.ReadAsync<TBody>(request, cancellationToken);

    /// <summary>The same where the request may do without one: then a body without members.</summary>
    public async ValueTask<TBody> OptionalBodyAsync<TBody>(CancellationToken cancellationToken)
        where TBody : class, new() =>
        request.ContentLength is null or 0 && request.Headers.TransferEncoding.Count == 0
            ? new TBody()
            : await BodyAsync<TBody>(cancellationToken);

    /// <summary>The answer to the result, or <see cref="RefusalException"/>.</summary>
    public Answer Answer(Verdict<TResult> verdict)
    {
        var result = verdict.OrRefuse();
        if (_state.IsRehearsed)
            throw new InvalidOperationException(
                "a rehearsal came to an answer without a commit that it could have ended before"
            );
        return _recorded ?? answer(result);
    }
}
