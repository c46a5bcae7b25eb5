using KoSales.Domain.Access;
using KoSales.Domain.Kernel;
using Microsoft.AspNetCore.Http;

namespace KoSales.Functions.Api.Requests;

/// <summary>Lets nobody in; stands where no other authenticator is registered, so that a forgotten registration opens nothing.</summary>
internal sealed class ClosedAuthenticator : IAuthenticator
{
    public ValueTask<Verdict<Actor>> AuthenticateAsync(HttpRequest request, CancellationToken cancellationToken) =>
        new(new Fault(FaultKind.Unauthenticated, "auth.token_required", "Log in and send the access token as a bearer token."));
}
