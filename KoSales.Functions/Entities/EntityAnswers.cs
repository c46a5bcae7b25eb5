using KoSales.Domain.Entities;
using KoSales.Functions.Entities.Making;

namespace KoSales.Functions.Entities;

/// <summary>The answers about one entity. Static, one per kind.</summary>
/// <param name="path">As under <c>/api/v1/</c>: <c>deals</c>.</param>
internal sealed class EntityAnswers<T>(string path, Collection<T> collection, Projection view)
    where T : Entity
{
    private readonly ResourceAnswers<T> _answers = new(path, collection, view);

    public Answer Created(EntityTaken<T> taken) =>
        _answers.Created(taken.Entity).WithWarnings(taken.Warnings);

    public Answer Edited(EntityTaken<T> taken) =>
        _answers.Shown(taken.Entity).WithWarnings(taken.Warnings);

    public Answer Shown(T entity) => _answers.Shown(entity);

    public static Answer Gone(T entity) => Answer.NoContent;
}
