using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using KoSales.Domain.Fields;

namespace KoSales.Functions.Api.Responses;

/// <summary>Warnings join the stored members of a record in the answer, since they are of the
/// request.</summary>
internal static class AnswerWarnings
{
    /// <summary>The answer with the member <c>warnings</c>; itself when there is none.</summary>
    public static Answer WithWarnings(this Answer answer, IReadOnlyList<FieldWarning> warnings)
    {
        if (warnings.Count == 0)
            return answer;
        return answer.WithMember(
            "warnings",
            JsonSerializer.SerializeToUtf8Bytes(warnings, WarningsJson.Wire.Warnings)
        );
    }

    /// <summary>The answer, an object, with one more member. Owned memory is given back.</summary>
    /// <param name="name">As on the wire, of letters and underscores.</param>
    private static Answer WithMember(this Answer answer, string name, byte[] json)
    {
        var comma = answer.Body.Length > "{}".Length ? "," : "";
        byte[] body =
        [
            .. answer.Body.Span[..^1],
            .. Encoding.UTF8.GetBytes($"{comma}\"{name}\":"),
            .. json,
            (byte)'}',
        ];
        answer.Owner?.Dispose();
        return answer with { Body = body, Owner = null };
    }
}

[JsonSerializable(typeof(IReadOnlyList<FieldWarning>), TypeInfoPropertyName = "Warnings")]
internal sealed partial class WarningsJson : JsonSerializerContext
{
    public static readonly WarningsJson Wire = new(DocumentJson.NewOptions());
}
