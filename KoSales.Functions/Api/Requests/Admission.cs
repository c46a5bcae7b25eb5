using Microsoft.AspNetCore.Http;

namespace KoSales.Functions.Api.Requests;

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
        return route.Admits(actor)
            ? actor
            : throw new RefusalException(
                new Fault(
                    FaultKind.Forbidden,
                    "access.denied",
                    "Your role may not do this; ask an administrator if you need to."
                )
            );
    }

    private static string AddressOf(HttpContext http) =>
        http.Connection.RemoteIpAddress?.ToString() ?? "unknown";
}
