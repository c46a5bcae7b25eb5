using System.Text.Json;
using System.Text.Json.Serialization;
using KoSales.Domain.Fields;

namespace KoSales.Functions.Api.Responses;

/// <summary>Warnings are of the request, not of the record, so they join its stored members in the
/// answer.</summary>
internal static class AnswerWarnings
{
    /// <summary>The answer with the member <c>warnings</c>; itself when there is none.</summary>
    public static Answer WithWarnings(this Answer answer, IReadOnlyList<FieldWarning> warnings)
    {
        if (warnings.Count == 0)
            return answer;
        var list = JsonSerializer.SerializeToUtf8Bytes(warnings, WarningsJson.Wire.Warnings);
        return answer with
        {
            Body = (byte[])[.. answer.Body.Span[..^1], .. ",\"warnings\":"u8, .. list, (byte)'}'],
        };
    }
}

[JsonSerializable(typeof(IReadOnlyList<FieldWarning>), TypeInfoPropertyName = "Warnings")]
internal sealed partial class WarningsJson : JsonSerializerContext
{
    public static readonly WarningsJson Wire = new(DocumentJson.NewOptions());
}
