using System.Collections.Frozen;
using System.Runtime.InteropServices;
using System.Text.Json;
using KoSales.Domain.Kernel;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace KoSales.Functions.Api.Bodies;

/// <summary>Reads a body as a contract, its texts tidied. Thread-safe.</summary>
/// <remarks>415 for another media type, 413 over the endpoint's limit, 400 for what is not strict JSON, 422
/// with every member at fault.</remarks>
public sealed class BodyReader(Contracts contracts, IEnumerable<BodyRules> rules) : IBodyReader
{
    public const int MaxDepth = 32;

    private const string Json = "application/json";

    private readonly FrozenDictionary<Type, BodyRules> _rules = rules.ToFrozenDictionary(r =>
        r.Body
    );

    public async ValueTask<T> ReadAsync<T>(HttpRequest request, CancellationToken cancellationToken)
        where T : class
    {
        RequireMedia(request, Json);
        using var body = await RentedBody.ReadAsync(request, LimitOf(request), cancellationToken);
        var read = Read<T>(body.Span, "");
        if (!read.IsRefused)
            return read.Value;
        throw new RefusalException(
            await WithRulesAsync<T>(body.Memory, read.Faults, cancellationToken)
        );
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
        if (faults.Count > 0)
            return Verdict<T>.Refuse(BodyFaults.Invalid(faults));
        if (JsonTexts.Tidied(json) is not { } tidied)
            return Converted<T>(json, pointer);
        // What is empty once it is tidy may not be what the contract asks for.
        faults = ContractWalk.Check(tidied, root, pointer);
        return faults.Count > 0
            ? Verdict<T>.Refuse(BodyFaults.Invalid(faults))
            : Converted<T>(tidied, pointer);
    }

    private Verdict<T> Converted<T>(ReadOnlySpan<byte> json, string pointer)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize(json, contracts.Json<T>())!;
        }
        catch (Exception fault) when (IsOfConverter(fault))
        {
            return Verdict<T>.Refuse(BodyFaults.Invalid([BadFormat(pointer, fault)]));
        }
    }

    /// <summary>A converter of the contract's own knows rules that the schema does not.</summary>
    private static bool IsOfConverter(Exception fault) =>
        fault is JsonException or FormatException or ArgumentException or OverflowException;

    private static Fault BadFormat(string pointer, Exception fault) =>
        Fault.Invalid(
            pointer + PointerOf(fault),
            "bad_format",
            "This member is not written as it should be."
        );

    /// <summary>The faults of form, and after them what the contract's rules say against the rest of the
    /// body.</summary>
    internal async ValueTask<IReadOnlyList<Fault>> WithRulesAsync<T>(
        ReadOnlyMemory<byte> json,
        IReadOnlyList<Fault> refused,
        CancellationToken cancellationToken
    )
        where T : class
    {
        Fault[] form = [.. refused.Where(f => f.Pointer is not null)];
        if (
            !_rules.TryGetValue(typeof(T), out var rules)
            || RestOf<T>(json.Span, form) is not { } rest
        )
            return refused;
        var more = await rules.FaultsAsync(rest, cancellationToken);
        Fault[] others = [.. more.Where(m => IsApart(m, form))];
        return others.Length == 0 ? refused : BodyFaults.Invalid([.. form, .. others]);
    }

    private static bool IsApart(Fault fault, IReadOnlyList<Fault> form) =>
        fault.Pointer is { } pointer
        && !form.Any(f => BodyRemainder.AreRelated(f.Pointer!, pointer));

    private T? RestOf<T>(ReadOnlySpan<byte> json, IReadOnlyList<Fault> form)
        where T : class
    {
        try
        {
            ReadOnlySpan<byte> tidied = JsonTexts.Tidied(json) is { } changed ? changed : json;
            return BodyRemainder
                .Of(tidied, contracts.SchemaOf(typeof(T)).Root, form)
                ?.Deserialize(contracts.Json<T>());
        }
        catch (Exception fault) when (IsOfConverter(fault))
        {
            // A converter of the contract's own takes no empty value: the faults of form have to do.
            return null;
        }
    }

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
