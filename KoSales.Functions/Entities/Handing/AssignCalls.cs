using KoSales.Domain.Entities;
using KoSales.Functions.Assignment;
using Microsoft.AspNetCore.Http;

namespace KoSales.Functions.Entities.Handing;

/// <summary>The requests that give an entity to somebody, alike for every kind.</summary>
internal static class AssignCalls
{
    /// <summary>With <c>dry_run=true</c> what would happen; else the entity afterwards.</summary>
    public static async Task<IResult> AssignAsync<T>(
        this EntityAssigning<T> assigning,
        Func<T, Answer> answer,
        string id,
        HttpRequest request,
        CancellationToken cancellationToken
    )
        where T : Entity
    {
        if (Flags.DryRun(request))
            return await PreviewAsync(assigning, id, request, cancellationToken);
        var call = new Call<T>(request, answer);
        var body = await call.BodyAsync<AssignEntity>(cancellationToken);
        return call.Answer(await assigning.AssignAsync(id, body, call.Command, cancellationToken));
    }

    public static async Task<IResult> UndoAsync<T>(
        this EntityAssigning<T> assigning,
        string id,
        HttpRequest request,
        CancellationToken cancellationToken
    )
        where T : Entity
    {
        var call = new Call<AssignmentUndone>(
            request,
            undone => Answers.Of(undone, AssignmentContractsJson.Wire.AssignmentUndone)
        );
        return call.Answer(
            await assigning.UndoAsync(id, Flags.DryRun(request), call.Command, cancellationToken)
        );
    }

    private static async Task<IResult> PreviewAsync<T>(
        EntityAssigning<T> assigning,
        string id,
        HttpRequest request,
        CancellationToken cancellationToken
    )
        where T : Entity
    {
        var call = new Call<AssignmentPreview>(
            request,
            preview => Answers.Of(preview, AssignmentContractsJson.Wire.AssignmentPreview)
        );
        var body = await call.BodyAsync<AssignEntity>(cancellationToken);
        return call.Answer(await assigning.PreviewAsync(id, body, call.Command, cancellationToken));
    }
}
