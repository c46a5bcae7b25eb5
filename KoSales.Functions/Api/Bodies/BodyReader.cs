using System.Runtime.InteropServices;
using System.Text.Json;
using KoSales.Domain.Kernel;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace KoSales.Functions.Api.Bodies;

/// <summary>Reads a body as a contract, its texts tidied. Thread-safe.</summary>
/// <remarks>415 for another media type, 413 over the endpoint's limit, 400 for what is not strict JSON, 422 with every member at fault.</remarks>
public sealed class BodyReader(Contracts contracts) : IBodyReader
{
    public const int MaxDepth = 32;

    private const string Json = "application/json";

    public async ValueTask<T> ReadAsync<T>(HttpRequest request, CancellationToken cancellationToken)
        where T : class
    {
        RequireMedia(request, Json);
        using var body = await RentedBody.ReadAsync(request, LimitOf(request), cancellationToken);
        return Read<T>(body.Span, "").OrRefuse();
    }

    /// <summary>A part of a body that was read as JSON already, such as one operation of a batch.</summary>
    /// <param name="pointer">Where it stands in the body.</param>
    public Verdict<T> Read<T>(JsonElement part, string pointer)
        where T : class => Read<T>(JsonMarshal.GetRawUtf8Value(part), pointer);

    internal Verdict<T> Read<T>(ReadOnlySpan<byte> json, string pointer)
        where T : class
    {
        var root = contracts.SchemaOf(typeof(T)).Root;
        var faults = ContractWalk.Check(json, root, pointer);
        if (faults.Count == 0 && JsonTexts.Tidied(json) is { } tidied)
        {
            // What is empty once it is tidy may not be what the contract asks for.
            json = tidied;
            faults = ContractWalk.Check(json, root, pointer);
        }

        if (faults.Count > 0) return Verdict<T>.Refuse(BodyFaults.Invalid(faults));
        try
        {
            return JsonSerializer.Deserialize(json, contracts.Json<T>())!;
        }
        catch (Exception fault) when (fault is JsonException or FormatException or ArgumentException or OverflowException)
        {
            // A converter of the contract's own knows rules that the schema does not.
            return Verdict<T>.Refuse(BodyFaults.Invalid([Fault.Invalid(pointer + PointerOf(fault), "bad_format", "This member is not written as it should be.")]));
        }
    }

    internal static void RequireMedia(HttpRequest request, string media)
    {
        if (string.Equals(request.ContentType, media, StringComparison.OrdinalIgnoreCase)) return;
        var good = MediaTypeHeaderValue.TryParse(request.ContentType, out var given)
            && given.MediaType.Equals(media, StringComparison.OrdinalIgnoreCase)
            && (!given.Charset.HasValue || given.Charset.Equals("utf-8", StringComparison.OrdinalIgnoreCase));
        if (!good) throw BodyFaults.UnsupportedMedia(media);
    }

    internal static long LimitOf(HttpRequest request) => RequestState.Of(request.HttpContext).BodyLimit;

    // $.items[3].name → /items/3/name
    private static string PointerOf(Exception fault) =>
        (fault as JsonException)?.Path is { Length: > 1 } path
            ? path[1..].Replace('.', '/').Replace("[", "/", StringComparison.Ordinal).Replace("]", "", StringComparison.Ordinal)
            : "";
}
