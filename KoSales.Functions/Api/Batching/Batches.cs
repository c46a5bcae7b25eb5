using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace KoSales.Functions.Api.Batching;

/// <summary>Does one operation by itself, in a transaction of its own.</summary>
/// <param name="index">For pointers: <c>/operations/{index}/body</c>.</param>
public delegate ValueTask<Verdict<BatchDone>> DoOperation(
    BatchOperation operation,
    int index,
    Command command,
    CancellationToken cancellationToken
);

/// <summary>Adds one operation to the transaction that all share.</summary>
public delegate ValueTask<Verdict<BatchDone>> PrepareOperation(
    BatchOperation operation,
    int index,
    WriteBatch batch,
    CancellationToken cancellationToken
);

/// <summary>Runs up to 200 operations of one request and answers 207 with how each ended.
/// Thread-safe.</summary>
public sealed class Batches(IDocumentStore store, BodyReader bodies, Contracts contracts)
{
    /// <summary>Each operation by itself, or all or nothing with <c>atomic=true</c> in the query; with
    /// <c>dry_run=true</c> none at all.</summary>
    public async Task<Answer> RunAsync(
        HttpRequest request,
        DoOperation each,
        PrepareOperation prepare,
        CancellationToken cancellationToken
    )
    {
        var (atomic, dryRun) = (Flags.Read(request, "atomic"), Flags.DryRun(request));
        var operations = (await bodies.ReadAsync<BatchBody>(request, cancellationToken)).Operations;
        var state = RequestState.Of(request.HttpContext);
        if (atomic)
            return await TogetherAsync(operations, state, dryRun, prepare, cancellationToken);
        // A dry run decides and prepares each operation as ever, and throws away what would be committed.
        if (dryRun)
            each = (operation, index, _, token) =>
                prepare(operation, index, new WriteBatch(), token);
        var ends = await OneByOneAsync(operations, CommandOf(state), each, cancellationToken);
        return AnswerOf(ends, state);
    }

    private static Command CommandOf(RequestState state) =>
        new(state.Actor, state.Now, state.TraceId);

    /// <summary>The body of an operation against its contract, with pointers into the whole request.</summary>
    public Verdict<T> BodyOf<T>(BatchOperation operation, int index)
        where T : class
    {
        var fit = FitOf<T>(operation, index);
        return fit.IsRefused ? fit.Refusal : fit.Value.Value;
    }

    /// <summary>The body of an operation as a patch, with pointers into the whole request.</summary>
    public Verdict<PatchRequest<TEdit>> PatchOf<TEdit>(BatchOperation operation, int index)
        where TEdit : class
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
            ? bodies.Fit<T>(part, BodyAt(index))
            : Fault.Invalid(BodyAt(index), "required", "This operation needs a body.");

    private static string BodyAt(int index) => $"/operations/{index}/body";

    private static async Task<Verdict<BatchDone>[]> OneByOneAsync(
        IReadOnlyList<BatchOperation> operations,
        Command command,
        DoOperation each,
        CancellationToken cancellationToken
    )
    {
        var ends = new Verdict<BatchDone>[operations.Count];
        for (var i = 0; i < ends.Length; i++)
        {
            var index = i;
            ends[i] = await EndOfAsync(
                () => each(operations[index], index, command, cancellationToken),
                index
            );
        }
        return ends;
    }

    private static async Task<Verdict<BatchDone>> EndOfAsync(
        Func<ValueTask<Verdict<BatchDone>>> operation,
        int index
    )
    {
        var done = default(BatchDone);
        try
        {
            await UnfitBody
                .Begin()
                .HearAsync(async () => done = Placed(await operation(), index).OrRefuse());
            return done;
        }
        catch (RefusalException refusal)
        {
            return Verdict<BatchDone>.Refuse(refusal.Faults);
        }
    }

    /// <summary>What a use case says of its own body, with pointers into the whole request.</summary>
    private static Verdict<BatchDone> Placed(Verdict<BatchDone> end, int index) =>
        end.IsRefused
            ? Verdict<BatchDone>.Refuse([
                .. end.Faults.Select(f =>
                    f.Pointer?.StartsWith("/operations/", StringComparison.Ordinal) == true
                        ? f
                        : f.Within(BodyAt(index))
                ),
            ])
            : end;

    private async Task<Answer> TogetherAsync(
        IReadOnlyList<BatchOperation> operations,
        RequestState state,
        bool dryRun,
        PrepareOperation prepare,
        CancellationToken cancellationToken
    )
    {
        var prepared = await PrepareAllAsync(operations, state, prepare, cancellationToken);
        if (Array.Exists(prepared.Ends, e => e.IsRefused))
            return AnswerOf(Undone(prepared.Ends), state);
        var answer = AnswerOf(prepared.Ends, state);
        if (dryRun)
            return answer;
        state.Idempotency?.Record(prepared.Batch, answer);
        var result = await store.CommitAsync(prepared.Batch, cancellationToken);
        return result.IsCommitted ? answer : AnswerOf(Undone(Blame(prepared, result)), state);
    }

    private static async Task<Prepared> PrepareAllAsync(
        IReadOnlyList<BatchOperation> operations,
        RequestState state,
        PrepareOperation prepare,
        CancellationToken cancellationToken
    )
    {
        var batch = new WriteBatch();
        var firstWrites = new int[operations.Count];
        var ends = await OneByOneAsync(
            operations,
            CommandOf(state),
            (operation, index, _, token) =>
            {
                firstWrites[index] = batch.Operations.Count;
                return prepare(operation, index, batch, token);
            },
            cancellationToken
        );
        return new Prepared(batch, ends, firstWrites);
    }

    // The store names the write in its way; the operation that made it is the one at fault.
    private static Verdict<BatchDone>[] Blame(Prepared prepared, CommitResult result)
    {
        var at = Array.FindLastIndex(prepared.FirstWrites, first => first <= result.Operation);
        prepared.Ends[Math.Max(at, 0)] = Fault.Conflict(
            "batch.conflict",
            "Another change came between; read the records again and repeat the batch."
        );
        return prepared.Ends;
    }

    private static Verdict<BatchDone>[] Undone(Verdict<BatchDone>[] ends) =>
        [
            .. ends.Select(e =>
                e.IsRefused
                    ? e
                    : Fault.Conflict(
                        "batch.rolled_back",
                        "Not done, since another operation of the batch was refused."
                    )
            ),
        ];

    private Answer AnswerOf(Verdict<BatchDone>[] ends, RequestState state)
    {
        var results = ends.Select(
            (end, index) =>
                end.Match(
                    done => new BatchResult(index, done.Status, done.Id, null),
                    faults => new BatchResult(
                        index,
                        ProblemDocument.StatusOf(faults[0].Kind),
                        null,
                        ProblemDocument.Element(faults, state.TraceId)
                    )
                )
        );
        return new Answer(
            StatusCodes.Status207MultiStatus,
            JsonSerializer.SerializeToUtf8Bytes(
                new BatchAnswer([.. results]),
                contracts.Json<BatchAnswer>()
            )
        );
    }

    /// <param name="FirstWrites">By operation: which write of the batch is its first.</param>
    private sealed record Prepared(WriteBatch Batch, Verdict<BatchDone>[] Ends, int[] FirstWrites);
}
