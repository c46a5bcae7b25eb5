using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace KoSales.Functions.Api.Patching;

/// <summary>A checked merge patch and the version it is meant for.</summary>
/// <param name="Body">The patch as sent, its texts tidied: an object whose members the edit contract
/// allows.</param>
public sealed record PatchRequest(JsonElement Body, IfMatch IfMatch)
{
    /// <summary>The patched document, or 412 when another version is current. A patch that changes nothing
    /// yields the document itself and no paths.</summary>
    public Verdict<(T Document, IReadOnlyList<string> Changed)> ApplyTo<T>(
        Collection<T> collection,
        T document
    )
        where T : Document =>
        IfMatch.Check(document.Key, document.Version) is { } stale
            ? stale
            : MergePatch.Apply(collection, document, Body);

    public bool Has(string member) => Body.TryGetProperty(member, out _);

    /// <summary>A fault for each of the members that the patch clears.</summary>
    /// <param name="needed">Members that always have a value.</param>
    public IReadOnlyList<Fault> Cleared(IEnumerable<string> needed) =>
        [
            .. needed
                .Where(m =>
                    Body.TryGetProperty(m, out var value) && value.ValueKind == JsonValueKind.Null
                )
                .Select(m => Fault.Invalid("/" + m, "required", "This member cannot be cleared.")),
        ];

    /// <summary>The patch without the members that the faults are about, so that the others can be
    /// checked.</summary>
    public PatchRequest Without(IReadOnlyCollection<Fault> faults)
    {
        if (faults.Count == 0)
            return this;
        var body = JsonObject.Create(Body)!;
        foreach (var fault in faults)
            body.Remove(fault.Pointer!.Split('/')[1]);
        return this with { Body = JsonElement.Parse(body.ToJsonString()) };
    }
}

/// <param name="Edit">The members that are set; cleared and absent ones are null, which
/// <see cref="PatchRequest.Has"/> tells apart.</param>
public sealed record PatchRequest<TEdit>(PatchRequest Patch, TEdit Edit)
    where TEdit : class;

/// <summary>Reads PATCH requests. Thread-safe.</summary>
public sealed class Patches(BodyReader bodies)
{
    public const string MediaType = "application/merge-patch+json";

    /// <summary>415 unless <see cref="MediaType"/> (plain application/json is refused, since its meaning
    /// would be a guess), 428 without If-Match, 400 and 422 as for
    /// any body. Every member of <typeparamref name="TEdit"/> is optional; null clears.</summary>
    public async Task<PatchRequest<TEdit>> ReadAsync<TEdit>(
        HttpRequest request,
        CancellationToken cancellationToken
    )
        where TEdit : class
    {
        BodyReader.RequireMedia(request, MediaType);
        var ifMatch = IfMatch.Of(request);
        var limit = BodyReader.LimitOf(request);
        using var body = await RentedBody.ReadAsync(request, limit, cancellationToken);
        var edit = bodies.Fit<TEdit>(body.Span, "").OrRefuse();
        var patch = edit.Rest ?? Tidied(body);
        return new PatchRequest<TEdit>(new PatchRequest(patch, ifMatch), edit.Value);
    }

    private static JsonElement Tidied(RentedBody body)
    {
        using var parsed = JsonDocument.Parse(JsonTexts.Tidied(body.Span) ?? body.Memory);
        return parsed.RootElement.Clone();
    }
}
