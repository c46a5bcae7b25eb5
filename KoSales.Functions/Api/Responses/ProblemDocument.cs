using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace KoSales.Functions.Api.Responses;

/// <summary>Problem details (RFC 9457): the one place where a refusal becomes an error response.</summary>
/// <remarks>The first fault gives status, code and detail. The others, and every fault with a pointer,
/// stand in <c>errors</c>.
/// Facts become members: the first fault's at the top, the others' in their place.</remarks>
public static class ProblemDocument
{
    public const string MediaType = "application/problem+json";

    internal const string TypeBase = "https://docs.kosales.example/problems/";

    private static readonly JsonWriterOptions Options = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static int StatusOf(FaultKind kind) =>
        kind switch
        {
            FaultKind.Invalid => StatusCodes.Status422UnprocessableEntity,
            FaultKind.Malformed => StatusCodes.Status400BadRequest,
            FaultKind.Conflict => StatusCodes.Status409Conflict,
            FaultKind.NotFound => StatusCodes.Status404NotFound,
            FaultKind.Forbidden => StatusCodes.Status403Forbidden,
            FaultKind.Unauthenticated => StatusCodes.Status401Unauthorized,
            FaultKind.Gone => StatusCodes.Status410Gone,
            FaultKind.Stale => StatusCodes.Status412PreconditionFailed,
            FaultKind.PreconditionRequired => StatusCodes.Status428PreconditionRequired,
            FaultKind.Throttled => StatusCodes.Status429TooManyRequests,
            FaultKind.TooLarge => StatusCodes.Status413PayloadTooLarge,
            FaultKind.UnsupportedMedia => StatusCodes.Status415UnsupportedMediaType,
            FaultKind.Unavailable => StatusCodes.Status503ServiceUnavailable,
        };

    /// <param name="instance">The request's path; null within a batch.</param>
    public static byte[] Write(
        int status,
        IReadOnlyList<Fault> faults,
        string traceId,
        string? instance
    )
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using var json = new Utf8JsonWriter(buffer, Options);
        json.WriteStartObject();
        Head(json, status, faults[0]);
        if (instance is not null)
            json.WriteString("instance"u8, instance);
        json.WriteString("trace_id"u8, traceId);
        Facts(json, faults[0]);
        Errors(json, faults);
        json.WriteEndObject();
        json.Flush();
        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>As a value, for one operation of a batch.</summary>
    public static JsonElement Element(IReadOnlyList<Fault> faults, string traceId) =>
        JsonElement.Parse(Write(StatusOf(faults[0].Kind), faults, traceId, instance: null));

    private static void Head(Utf8JsonWriter json, int status, Fault first)
    {
        json.WriteString("type"u8, TypeBase + first.Code);
        json.WriteString("title"u8, TitleOf(status));
        json.WriteNumber("status"u8, status);
        json.WriteString("code"u8, first.Code);
        json.WriteString("detail"u8, first.Detail);
    }

    private static void Facts(Utf8JsonWriter json, Fault fault)
    {
        if (fault.Facts is null)
            return;
        foreach (var (name, value) in fault.Facts)
        {
            json.WritePropertyName(name);
            Value(json, value);
        }
    }

    private static void Value(Utf8JsonWriter json, Fact fact)
    {
        switch (fact)
        {
            case Fact.Number number:
                json.WriteNumberValue(number.Value);
                break;
            case Fact.Texts texts:
                json.WriteStartArray();
                foreach (var text in texts.Values)
                    json.WriteStringValue(text);
                json.WriteEndArray();
                break;
            default:
                json.WriteStringValue(fact.ToString());
                break;
        }
    }

    private static void Errors(Utf8JsonWriter json, IReadOnlyList<Fault> faults)
    {
        json.WriteStartArray("errors"u8);
        for (var i = faults[0].Pointer is null ? 1 : 0; i < faults.Count; i++)
            Error(json, faults[i], withFacts: i > 0);
        json.WriteEndArray();
    }

    private static void Error(Utf8JsonWriter json, Fault fault, bool withFacts)
    {
        json.WriteStartObject();
        if (fault.Pointer is { } pointer)
            json.WriteString("pointer"u8, pointer);
        json.WriteString("code"u8, fault.Code);
        json.WriteString("detail"u8, fault.Detail);
        if (withFacts)
            Facts(json, fault);
        json.WriteEndObject();
    }

    internal static string TitleOf(int status) =>
        status switch
        {
            StatusCodes.Status400BadRequest => "The request cannot be understood",
            StatusCodes.Status401Unauthorized => "Log in first",
            StatusCodes.Status403Forbidden => "Not allowed to this role",
            StatusCodes.Status404NotFound => "Not found",
            StatusCodes.Status405MethodNotAllowed => "Not with this method",
            StatusCodes.Status409Conflict => "Its present state forbids it",
            StatusCodes.Status410Gone => "Erased",
            StatusCodes.Status412PreconditionFailed => "Changed in the meantime",
            StatusCodes.Status413PayloadTooLarge => "The body is too large",
            StatusCodes.Status415UnsupportedMediaType => "Not with this media type",
            StatusCodes.Status422UnprocessableEntity => "The request is against a rule",
            StatusCodes.Status428PreconditionRequired => "If-Match is required",
            StatusCodes.Status429TooManyRequests => "Too many requests",
            StatusCodes.Status503ServiceUnavailable => "Not available for the moment",
            < 500 => "The request was refused",
            _ => "Something went wrong here",
        };
}
