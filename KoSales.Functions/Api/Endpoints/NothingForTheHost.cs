using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;

namespace KoSales.Functions.Api.Endpoints;

/// <summary>A result in JSON: null.</summary>
/// <remarks>The official worker serialises what a function returned and sends it to the host, which has no
/// use for it, after the result was written to the response.
/// An answer would go over twice, and its pooled memory may hold another request's answer by then.</remarks>
internal sealed class NothingForTheHost<TResult> : JsonConverter<TResult>
    where TResult : IResult
{
    public override TResult? Read(
        ref Utf8JsonReader reader,
        Type typeToConvert,
        JsonSerializerOptions options
    ) => throw new NotSupportedException("a result is never read from JSON");

    public override void Write(
        Utf8JsonWriter writer,
        TResult value,
        JsonSerializerOptions options
    ) => writer.WriteNullValue();
}
