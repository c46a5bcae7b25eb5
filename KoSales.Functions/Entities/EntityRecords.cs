using KoSales.Domain.Entities;
using KoSales.Domain.Signals;
using KoSales.Functions.Calls;
using KoSales.Functions.Notes;
using KoSales.Functions.Signals;
using KoSales.Functions.Tasks;
using KoSales.Functions.Timeline;
using Microsoft.AspNetCore.Http;

namespace KoSales.Functions.Entities;

/// <summary>Lists of what belongs to one entity, for whoever sees the entity.</summary>
public sealed class EntityRecords(Items items, Lists lists)
{
    public async Task<Answer> TimelineAsync<T>(
        EntitySpec<T> spec,
        string id,
        HttpRequest request,
        CancellationToken cancellationToken
    )
        where T : Entity
    {
        await RequireAsync(spec, id, request, cancellationToken);
        return await lists.AnswerAsync(
            TimelineLists.Timeline,
            TimelineLists.Of(id),
            request,
            cancellationToken
        );
    }

    public async Task<Answer> TasksAsync<T>(
        EntitySpec<T> spec,
        string id,
        HttpRequest request,
        CancellationToken cancellationToken
    )
        where T : Entity
    {
        await RequireAsync(spec, id, request, cancellationToken);
        return await lists.AnswerAsync(
            TaskLists.OfEntity,
            TaskLists.Of(spec.Kind, id),
            request,
            cancellationToken
        );
    }

    public async Task<Answer> NotesAsync<T>(
        EntitySpec<T> spec,
        string id,
        HttpRequest request,
        CancellationToken cancellationToken
    )
        where T : Entity
    {
        await RequireAsync(spec, id, request, cancellationToken);
        return await lists.AnswerAsync(
            NoteLists.OfEntity,
            NoteLists.Of(new EntityRef(spec.Kind, id)),
            request,
            cancellationToken
        );
    }

    public async Task<Answer> CallsAsync<T>(
        EntitySpec<T> spec,
        string id,
        HttpRequest request,
        CancellationToken cancellationToken
    )
        where T : Entity
    {
        await RequireAsync(spec, id, request, cancellationToken);
        return await lists.AnswerAsync(
            CallLists.OfEntity,
            CallLists.Of(new EntityRef(spec.Kind, id)),
            request,
            cancellationToken
        );
    }

    public async Task<Answer> SignalsAsync<T>(
        EntitySpec<T> spec,
        string id,
        HttpRequest request,
        CancellationToken cancellationToken
    )
        where T : Entity
    {
        await RequireAsync(spec, id, request, cancellationToken);
        return await lists.AnswerAsync(
            SignalLists.OfEntity,
            SignalStore.Of(new EntityRef(spec.Kind, id)),
            request,
            cancellationToken
        );
    }

    private async Task RequireAsync<T>(
        EntitySpec<T> spec,
        string id,
        HttpRequest request,
        CancellationToken cancellationToken
    )
        where T : Entity
    {
        var actor = RequestState.Of(request.HttpContext).Actor;
        (
            await items.LoadAsync(spec.List, spec.Collection, id, actor, cancellationToken)
        ).OrRefuse();
    }
}
