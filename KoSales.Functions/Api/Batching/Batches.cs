using System.Text.Json;
using KoSales.Domain.Kernel;
using KoSales.Domain.Storage;
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
public delegate ValueTask<Verdict<BatchDone>> StageOperation(
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
        StageOperation stage,
        CancellationToken cancellationToken
    )
    {
        var (atomic, dryRun) = (Flags.Read(request, "atomic"), Flags.DryRun(request));
        var body = await bodies.ReadAsync<BatchBody>(request, cancellationToken);
        var state = RequestState.Of(request.HttpContext);
        var command = new Command(state.Actor, state.Now, state.TraceId);
        // A dry run decides and prepares each operation as ever, and throws away what would be committed.
        if (dryRun && !atomic)
            each = (operation, index, _, token) => stage(operation, index, new WriteBatch(), token);
        return atomic
            ? await TogetherAsync(
                body.Operations,
                command,
                (state, dryRun),
                stage,
                cancellationToken
            )
            : AnswerOf(
                await OneByOneAsync(body.Operations, command, each, cancellationToken),
                state
            );
    }

    /// <summary>The body of an operation against its contract, with pointers into the whole request.</summary>
    public Verdict<T> BodyOf<T>(BatchOperation operation, int index)
        where T : class =>
        operation.Body is { } part
            ? bodies.Read<T>(part, $"/operations/{index}/body")
            : Fault.Invalid(
                $"/operations/{index}/body",
                "required",
                "This operation needs a body."
            );

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
            try
            {
                ends[i] = await each(operations[i], i, command, cancellationToken);
            }
            catch (RefusalException refusal)
            {
                ends[i] = Verdict<BatchDone>.Refuse(refusal.Faults);
            }
        }
        return ends;
    }

    private async Task<Answer> TogetherAsync(
        IReadOnlyList<BatchOperation> operations,
        Command command,
        (RequestState State, bool DryRun) asked,
        StageOperation stage,
        CancellationToken cancellationToken
    )
    {
        var state = asked.State;
        var batch = new WriteBatch();
        var firstWrites = new int[operations.Count];
        var ends = await OneByOneAsync(
            operations,
            command,
            (operation, index, _, token) =>
            {
                firstWrites[index] = batch.Operations.Count;
                return stage(operation, index, batch, token);
            },
            cancellationToken
        );
        if (Array.Exists(ends, e => e.IsRefused))
            return AnswerOf(Undone(ends), state);
        var answer = AnswerOf(ends, state);
        if (asked.DryRun)
            return answer;
        state.Idempotency?.Seal(batch, answer);
        var result = await store.CommitAsync(batch, cancellationToken);
        return result.IsCommitted
            ? answer
            : AnswerOf(Undone(Blame(ends, firstWrites, result)), state);
    }

    // The store names the write in its way; the operation that staged it is the one at fault.
    private static Verdict<BatchDone>[] Blame(
        Verdict<BatchDone>[] ends,
        int[] firstWrites,
        CommitResult result
    )
    {
        var at = Array.FindLastIndex(firstWrites, first => first <= result.Operation);
        ends[Math.Max(at, 0)] = Fault.Conflict(
            "batch.conflict",
            "Another change came between; read the records again and repeat the batch."
        );
        return ends;
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
}
