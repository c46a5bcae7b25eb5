using Microsoft.AspNetCore.Http;

namespace KoSales.Functions.Api;

/// <summary>Finds out who sends a request. Not asked for functions marked
/// <see cref="PublicAttribute"/>.</summary>
public interface IAuthenticator
{
    /// <summary>The actor, or faults of kind Unauthenticated.</summary>
    ValueTask<Verdict<Actor>> AuthenticateAsync(
        HttpRequest request,
        CancellationToken cancellationToken
    );
}
