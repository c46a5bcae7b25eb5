using KoSales.Domain.Entities.Personal;
using Microsoft.AspNetCore.Http;

namespace KoSales.Functions.Merges;

/// <summary>The requests about merges, alike for every kind.</summary>
public sealed class MergeCalls<T>(
    DuplicateFinder<T> duplicates,
    MergeDesk<T> desk,
    UnmergeDesk<T> undoing
)
    where T : PersonalEntity
{
    public async Task<IResult> DuplicatesAsync(
        string id,
        HttpRequest request,
        CancellationToken cancellationToken
    )
    {
        Flags.AllowOnly(request);
        var actor = RequestState.Of(request.HttpContext).Actor;
        var found = (await duplicates.FindAsync(id, actor, cancellationToken)).OrRefuse();
        return Answers.Of(found, MergeJson.Wire.DuplicatesFound);
    }

    /// <summary>With <c>dry_run=true</c> what would happen; else what did.</summary>
    public async Task<IResult> MergeAsync(
        string id,
        HttpRequest request,
        CancellationToken cancellationToken
    )
    {
        if (Flags.DryRun(request))
            return await PreviewAsync(id, request, cancellationToken);
        var call = new Call<MergeDone>(request, done => Answers.Of(done, MergeJson.Wire.MergeDone));
        var body = await call.BodyAsync<MergeInto>(cancellationToken);
        return call.Answer(await desk.MergeAsync(id, body, call.Command, cancellationToken));
    }

    public async Task<IResult> UndoAsync(
        string id,
        HttpRequest request,
        CancellationToken cancellationToken
    )
    {
        var call = new Call<MergeUndone>(
            request,
            undone => Answers.Of(undone, MergeJson.Wire.MergeUndone)
        );
        return call.Answer(await undoing.UndoAsync(id, call.Command, cancellationToken));
    }

    private async Task<IResult> PreviewAsync(
        string id,
        HttpRequest request,
        CancellationToken cancellationToken
    )
    {
        var call = new Call<MergePlan>(request, plan => Answers.Of(plan, MergeJson.Wire.MergePlan));
        var body = await call.BodyAsync<MergeInto>(cancellationToken);
        return call.Answer(await desk.PreviewAsync(id, body, call.Command, cancellationToken));
    }
}
