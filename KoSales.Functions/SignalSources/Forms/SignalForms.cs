using System.Security.Cryptography;
using System.Text;
using KoSales.Domain.Pii.Values;
using KoSales.Domain.Signals.Sources;
using KoSales.Functions.Api.Requests;
using KoSales.Functions.SignalSources.Webhooks;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace KoSales.Functions.SignalSources.Forms;

/// <summary>A page with a form for everybody, and what is said to whoever sent it.</summary>
public sealed class SignalForms(
    SignalSourceCache sources,
    SignalVerification verification,
    SignalWebhooks webhooks,
    RateLimits rates
)
{
    private const int VisitBytes = 12;

    private static readonly Answer Unknown = Notice(
        StatusCodes.Status404NotFound,
        "There is no such form."
    );

    private static readonly Answer Thanks = Notice(
        StatusCodes.Status200OK,
        "Thank you. We have your enquiry and will call you."
    );

    /// <summary>Of a browser that shows the answer to a person.</summary>
    public static bool IsOfBrowser(HttpRequest request) =>
        request.HasFormContentType
        && request.Headers.Accept.ToString().Contains("text/html", StringComparison.Ordinal);

    /// <summary>Only of active web forms with a path token.</summary>
    public async Task<Answer> ShowAsync(
        HttpRequest request,
        string key,
        CancellationToken cancellationToken
    )
    {
        Protect(request);
        var now = RequestState.Of(request.HttpContext).Now;
        if (
            await sources.FindAsync(key, cancellationToken)
            is not {
                Active: true,
                Preset: SignalPreset.WebForm,
                Scheme: SignalScheme.PathToken
            } source
        )
            return Unknown;
        var token = verification.TokenOf(source, now);
        var action = $"{Routes.Base}webhooks/signals/{source.SourceKey}/{token}";
        var visit = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(VisitBytes));
        return Page(StatusCodes.Status200OK, SignalFormPage.Form(source.Name, action, visit));
    }

    /// <summary>As a delivery of the source; what a machine filled in is thanked for and dropped.</summary>
    public async Task<Answer> TakeAsync(
        HttpRequest request,
        SignalAddress address,
        CancellationToken cancellationToken
    )
    {
        var from = request.HttpContext.Connection.RemoteIpAddress?.ToString() ?? "unknown";
        rates.Count(from, RouteClass.Auth, request.HttpContext.Response);
        Protect(request);
        using var body = await RentedBody.ReadAsync(request, FormBody.MostBytes, cancellationToken);
        if (await FormBody.ReadAsync(body.Memory, cancellationToken) is not { } form)
            return Notice(
                StatusCodes.Status400BadRequest,
                "This could not be read. Please use the form."
            );
        if (!StringValues.IsNullOrEmpty(form.GetValueOrDefault(SignalFormPage.Trap)))
            return Thanks;
        if (!PhoneNumber.TryParse(form.GetValueOrDefault("phone"), out _))
            return Notice(
                StatusCodes.Status422UnprocessableEntity,
                "Please go back and give your mobile number with ten digits."
            );
        var taken = await webhooks.TakeAsync(request, address, body.Memory, cancellationToken);
        return taken.IsRefused && taken.Faults[0].Kind != FaultKind.Conflict ? Unknown : Thanks;
    }

    private static void Protect(HttpRequest request)
    {
        var headers = request.HttpContext.Response.Headers;
        headers.ContentSecurityPolicy = SignalFormPage.Policy;
        headers["Referrer-Policy"] = "no-referrer";
    }

    private static Answer Notice(int status, string sentence) =>
        Page(status, SignalFormPage.Notice(sentence));

    private static Answer Page(int status, string html) =>
        new(status, Encoding.UTF8.GetBytes(html)) { ContentType = "text/html; charset=utf-8" };
}
