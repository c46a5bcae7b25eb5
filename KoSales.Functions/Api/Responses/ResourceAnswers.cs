using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;

namespace KoSales.Functions.Api.Responses;

/// <summary>The answers about one document of a resource, in its view. Static, one per resource:
/// <c>new("leads", Lead.Collection, Projection.For&lt;LeadView&gt;())</c>.</summary>
/// <param name="path">As under <c>/api/v1/</c>: <c>leads</c>.</param>
/// <param name="write">Writes what is shown of a document, before the view picks from it.</param>
public sealed class ResourceAnswers<T>(string path, Func<T, byte[]> write, Projection view)
    where T : Document
{
    /// <summary>For a document that is shown as it is stored.</summary>
    public ResourceAnswers(string path, Collection<T> collection, Projection view)
        : this(path, collection.Write, view) { }

    /// <summary>201 with Location, ETag and the document.</summary>
    public Answer Created(T document) =>
        Shown(document) with
        {
            Status = StatusCodes.Status201Created,
            Location = $"{Routes.Base}{path}/{document.Key}",
        };

    /// <summary>200 with ETag and the document.</summary>
    public Answer Shown(T document) =>
        new(StatusCodes.Status200OK, view.Of(write(document)))
        {
            ETag = ETags.Of(document.Key, document.Version),
        };
}

/// <summary>Answers that are not a stored document.</summary>
public static class Answers
{
    /// <summary>200 (or another status) with a contract as JSON.</summary>
    public static Answer Of<T>(
        T value,
        JsonTypeInfo<T> json,
        int status = StatusCodes.Status200OK
    ) => new(status, JsonSerializer.SerializeToUtf8Bytes(value, json));

    /// <summary>202 with the place where the work can be watched.</summary>
    public static Answer Accepted<T>(T value, JsonTypeInfo<T> json, string location) =>
        Of(value, json, StatusCodes.Status202Accepted) with
        {
            Location = location,
        };
}

public static class Routes
{
    /// <summary>What stands before every path of the API.</summary>
    public const string Base = "/api/v1/";
}
