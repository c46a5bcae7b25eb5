using System.Runtime.InteropServices;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace KoSales.Functions.Api.Bodies;

/// <summary>Reads a body as a contract, its texts tidied. Thread-safe.</summary>
/// <remarks>415 for another media type, 413 over the endpoint's limit, 400 for what is not strict JSON, 422
/// with every member at fault.</remarks>
public sealed class BodyReader(Contracts contracts) : IBodyReader
{
    public const int MaxDepth = 32;

    private const string Json = "application/json";

    public async ValueTask<T> ReadAsync<T>(HttpRequest request, CancellationToken cancellationToken)
        where T : class
    {
        RequireMedia(request, Json);
        using var body = await RentedBody.ReadAsync(request, LimitOf(request), cancellationToken);
        return Fit<T>(body.Span, "").OrRefuse().Value;
    }

    /// <summary>A part of a body that was read as JSON already, such as one operation of a batch.</summary>
    /// <param name="pointer">Where it stands in the body.</param>
    internal Verdict<FitBody<T>> Fit<T>(JsonElement part, string pointer)
        where T : class => Fit<T>(JsonMarshal.GetRawUtf8Value(part), pointer);

    /// <summary>The body, or as much as reads well of an <see cref="UnfitBody"/>.</summary>
    internal Verdict<FitBody<T>> Fit<T>(ReadOnlySpan<byte> json, string pointer)
        where T : class
    {
        var read = Read<T>(json, "");
        if (!read.IsRefused)
            return new FitBody<T>(read.Value, null);
        Fault[] form = [.. read.Faults.Where(f => f.Pointer is not null)];
        Fault[] faults = [.. form.Select(f => f.Within(pointer))];
        if (UnfitBody.Current is { } unfit && RestOf<T>(json, form, out var silenced) is { } rest)
        {
            unfit.Found(faults, silenced.Select(s => pointer + s));
            return rest;
        }

        return Verdict<FitBody<T>>.Refuse(BodyFaults.Invalid(faults));
    }

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

        return faults.Count > 0
            ? Verdict<T>.Refuse(BodyFaults.Invalid(faults))
            : Deserialized<T>(json, pointer);
    }

    private Verdict<T> Deserialized<T>(ReadOnlySpan<byte> json, string pointer)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize(json, contracts.Json<T>())!;
        }
        catch (Exception fault) when (IsOfConverter(fault))
        {
            return Verdict<T>.Refuse(BodyFaults.Invalid([OfConverter(fault, pointer)]));
        }
    }

    private FitBody<T>? RestOf<T>(
        ReadOnlySpan<byte> json,
        IReadOnlyList<Fault> form,
        out IReadOnlyList<string> silenced
    )
        where T : class
    {
        silenced = [];
        var tidied = JsonTexts.Tidied(json) is { } changed ? changed : json;
        var root = contracts.SchemaOf(typeof(T)).Root;
        if (
            BodyRemainder.Of(tidied, root) is not { } rest
            || !form.All(f => rest.Leave(f.Pointer!))
        )
            return null;
        silenced = rest.Silenced;
        try
        {
            var body = rest.Json.Deserialize(contracts.Json<T>())!;
            return new FitBody<T>(body, JsonElement.Parse(rest.Json.ToJsonString()));
        }
        catch (Exception fault) when (IsOfConverter(fault))
        {
            // A converter of the contract's own takes no empty value: the faults of form have to do.
            return null;
        }
    }

    private static bool IsOfConverter(Exception fault) =>
        fault is JsonException or FormatException or ArgumentException or OverflowException;

    /// <summary>A converter of the contract's own knows rules that the schema does not.</summary>
    private static Fault OfConverter(Exception fault, string pointer) =>
        Fault.Invalid(
            pointer + PointerOf(fault),
            "bad_format",
            "This member is not written as it should be."
        );

    internal static void RequireMedia(HttpRequest request, string media)
    {
        if (string.Equals(request.ContentType, media, StringComparison.OrdinalIgnoreCase))
            return;
        var good =
            MediaTypeHeaderValue.TryParse(request.ContentType, out var given)
            && given.MediaType.Equals(media, StringComparison.OrdinalIgnoreCase)
            && (
                !given.Charset.HasValue
                || given.Charset.Equals("utf-8", StringComparison.OrdinalIgnoreCase)
            );
        if (!good)
            throw BodyFaults.UnsupportedMedia(media);
    }

    internal static long LimitOf(HttpRequest request) =>
        RequestState.Of(request.HttpContext).BodyLimit;

    // $.items[3].name → /items/3/name
    private static string PointerOf(Exception fault) =>
        (fault as JsonException)?.Path is { Length: > 1 } path
            ? path[1..]
                .Replace('.', '/')
                .Replace("[", "/", StringComparison.Ordinal)
                .Replace("]", "", StringComparison.Ordinal)
            : "";
}

/// <param name="Rest">What reads well of a body with faults of form, as JSON; null for a good body.</param>
internal sealed record FitBody<T>(T Value, JsonElement? Rest);
