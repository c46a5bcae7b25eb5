using System.Text.Json;
using System.Text.Json.Serialization;
using KoSales.Domain.Entities;
using KoSales.Domain.Fields;

namespace KoSales.Functions.Entities;

/// <summary>The answers about one entity. Static, one per kind.</summary>
/// <param name="path">As under <c>/api/v1/</c>: <c>deals</c>.</param>
internal sealed class EntityAnswers<T>(string path, Collection<T> collection, Projection view)
    where T : Entity
{
    private readonly ResourceAnswers<T> _answers = new(path, collection, view);

    public Answer Created(EntityTaken<T> taken) =>
        Warnings.On(_answers.Created(taken.Entity), taken.Warnings);

    public Answer Edited(EntityTaken<T> taken) =>
        Warnings.On(_answers.Shown(taken.Entity), taken.Warnings);

    public Answer Shown(T entity) => _answers.Shown(entity);

    public static Answer Gone(T entity) => Answer.NoContent;
}

/// <summary>Warnings are of the request, not of the entity, so they join the stored members in the
/// answer.</summary>
internal static class Warnings
{
    public static Answer On(Answer answer, IReadOnlyList<FieldWarning> warnings)
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
