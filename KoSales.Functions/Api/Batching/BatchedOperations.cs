namespace KoSales.Functions.Api.Batching;

/// <summary>Does the operations of a batch on the records of one kind: <c>create</c>, <c>update</c> (or
/// <c>patch</c>) and <c>delete</c>.</summary>
internal sealed class BatchedOperations<TCreate, TEdit>(
    IBatchedRecords<TCreate, TEdit> records,
    BodyReader bodies
)
    where TCreate : class
    where TEdit : class
{
    /// <param name="index">For pointers: <c>/operations/{index}/body</c>.</param>
    public async ValueTask<Verdict<BatchDone>> DoAsync(
        BatchOperation operation,
        int index,
        BatchScope scope,
        CancellationToken cancellationToken
    ) =>
        operation.Op switch
        {
            "create" => Done(201, await CreateAsync(operation, index, scope, cancellationToken)),
            "update" or "patch" => Done(
                200,
                await EditAsync(operation, index, scope, cancellationToken)
            ),
            "delete" => Done(204, await DeleteAsync(operation, index, scope, cancellationToken)),
            _ => UnknownOp(index),
        };

    private async ValueTask<Verdict<string>> CreateAsync(
        BatchOperation operation,
        int index,
        BatchScope scope,
        CancellationToken cancellationToken
    )
    {
        var body = FitOf<TCreate>(operation, index);
        return body.IsRefused
            ? body.Refusal
            : await records.CreateAsync(body.Value.Value, scope, cancellationToken);
    }

    private async ValueTask<Verdict<string>> EditAsync(
        BatchOperation operation,
        int index,
        BatchScope scope,
        CancellationToken cancellationToken
    )
    {
        if (operation.Id is not { } id)
            return NeedsId(index);
        var patch = PatchOf(operation, index);
        return patch.IsRefused
            ? patch.Refusal
            : await records.EditAsync(id, patch.Value, scope, cancellationToken);
    }

    private async ValueTask<Verdict<string>> DeleteAsync(
        BatchOperation operation,
        int index,
        BatchScope scope,
        CancellationToken cancellationToken
    )
    {
        if (operation.Id is not { } id)
            return NeedsId(index);
        IfMatch? ifMatch = operation.IfMatch is { } meant ? IfMatch.Parse(meant) : null;
        return await records.DeleteAsync(id, ifMatch, scope, cancellationToken);
    }

    private Verdict<PatchRequest<TEdit>> PatchOf(BatchOperation operation, int index)
    {
        var fit = FitOf<TEdit>(operation, index);
        if (fit.IsRefused)
            return fit.Refusal;
        var patch = new PatchRequest(
            fit.Value.Rest ?? operation.Body!.Value,
            IfMatch.Parse(operation.IfMatch)
        );
        return new PatchRequest<TEdit>(patch, fit.Value.Value);
    }

    private Verdict<FitBody<T>> FitOf<T>(BatchOperation operation, int index)
        where T : class =>
        operation.Body is { } part
            ? bodies.Fit<T>(part, BatchedOperations.BodyAt(index))
            : Fault.Invalid(
                BatchedOperations.BodyAt(index),
                "required",
                "This operation needs a body."
            );

    private static Verdict<BatchDone> Done(int status, Verdict<string> id) =>
        id.IsRefused ? id.Refusal : new BatchDone(status, id.Value);

    private static Fault NeedsId(int index) =>
        Fault.Invalid(
            $"/operations/{index}/id",
            "required",
            "This operation needs the id of a record."
        );

    private static Fault UnknownOp(int index) =>
        Fault.Invalid(
            $"/operations/{index}/op",
            "invalid",
            "create, update or delete is expected."
        );
}

internal static class BatchedOperations
{
    /// <summary>Where the body of an operation stands in the request.</summary>
    public static string BodyAt(int index) => $"/operations/{index}/body";
}
