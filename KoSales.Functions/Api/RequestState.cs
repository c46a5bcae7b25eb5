using Microsoft.AspNetCore.Http;
using NodaTime;

namespace KoSales.Functions.Api;

/// <summary>What the middleware found out about a request before the function runs. Kept in
/// <see cref="HttpContext.Items"/>.</summary>
public sealed class RequestState
{
    private static readonly object Key = new();

    public required Actor Actor { get; init; }

    /// <summary>When the request came in; one instant for all it does.</summary>
    public required Instant Now { get; init; }

    /// <summary>W3C trace id, 32 hex digits.</summary>
    public required string TraceId { get; init; }

    public required IBodyReader Bodies { get; init; }

    /// <summary>The largest body in bytes that the function takes.</summary>
    public long BodyLimit { get; init; } = BodyLimitAttribute.Default;

    /// <summary>The action is to end where it would commit: see <see cref="RehearsalException"/>.</summary>
    public bool IsRehearsed { get; init; }

    /// <summary>Set for a POST with an Idempotency-Key that was not seen before.</summary>
    public IIdempotentEffect? Idempotency { get; init; }

    public static RequestState Of(HttpContext context) =>
        context.Items[Key] as RequestState
        ?? throw new InvalidOperationException(
            "the request middleware did not run before this function"
        );

    public void AttachTo(HttpContext context) => context.Items[Key] = this;
}

/// <summary>Reads a request body as a contract: size, encoding, strict JSON, then every fault at once with
/// JSON pointers.</summary>
public interface IBodyReader
{
    ValueTask<T> ReadAsync<T>(HttpRequest request, CancellationToken cancellationToken)
        where T : class;
}

/// <summary>Stores the answer under the request's idempotency key in the transaction of the effect.</summary>
public interface IIdempotentEffect
{
    void Record(WriteBatch batch, Answer answer);
}
