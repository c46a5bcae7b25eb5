using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace KoSales.Functions.Api.Batching;

/// <summary>Runs up to 200 operations of one request and answers 207 with how each ended.
/// Thread-safe.</summary>
public sealed class Batches(IDocumentStore store, BodyReader bodies, Contracts contracts)
{
    /// <summary>Each operation by itself, or all or nothing with <c>atomic=true</c> in the query; with
    /// <c>dry_run=true</c> none at all.</summary>
    public async Task<Answer> RunAsync<TCreate, TEdit>(
        HttpRequest request,
        IBatchedRecords<TCreate, TEdit> records,
        CancellationToken cancellationToken
    )
        where TCreate : class
        where TEdit : class
    {
        var (atomic, dryRun) = (Flags.Read(request, "atomic"), Flags.DryRun(request));
        var operations = (await bodies.ReadAsync<BatchBody>(request, cancellationToken)).Operations;
        var state = RequestState.Of(request.HttpContext);
        var each = new BatchedOperations<TCreate, TEdit>(records, bodies);
        if (atomic)
            return await TogetherAsync(operations, state, dryRun, each.DoAsync, cancellationToken);
        var command = CommandOf(state);
        // A dry run decides and prepares each operation as ever, and throws away what would be committed.
        BatchScope ScopeOf(int index) => new(command, dryRun ? new WriteBatch() : null);
        var ends = await OneByOneAsync(operations, ScopeOf, each.DoAsync, cancellationToken);
        return AnswerOf(ends, state);
    }

    private static Command CommandOf(RequestState state) =>
        new(state.Actor, state.Now, state.TraceId);

    private delegate ValueTask<Verdict<BatchDone>> DoOperation(
        BatchOperation operation,
        int index,
        BatchScope scope,
        CancellationToken cancellationToken
    );

    private static async Task<Verdict<BatchDone>[]> OneByOneAsync(
        IReadOnlyList<BatchOperation> operations,
        Func<int, BatchScope> scopeOf,
        DoOperation each,
        CancellationToken cancellationToken
    )
    {
        var ends = new Verdict<BatchDone>[operations.Count];
        for (var i = 0; i < ends.Length; i++)
        {
            var index = i;
            ends[i] = await EndOfAsync(
                () => each(operations[index], index, scopeOf(index), cancellationToken),
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
                        : f.Within(BatchedOperations.BodyAt(index))
                ),
            ])
            : end;

    private async Task<Answer> TogetherAsync(
        IReadOnlyList<BatchOperation> operations,
        RequestState state,
        bool dryRun,
        DoOperation each,
        CancellationToken cancellationToken
    )
    {
        var prepared = await PrepareAllAsync(operations, state, each, cancellationToken);
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
        DoOperation each,
        CancellationToken cancellationToken
    )
    {
        var scope = new BatchScope(CommandOf(state), new WriteBatch());
        var firstWrites = new int[operations.Count];
        var ends = await OneByOneAsync(operations, ScopeOf, each, cancellationToken);
        return new Prepared(scope.Shared!, ends, firstWrites);

        BatchScope ScopeOf(int index)
        {
            firstWrites[index] = scope.Shared!.Operations.Count;
            return scope;
        }
    }

    // The store names the write in its way; the operation that made it is the one at fault.
    private static Verdict<BatchDone>[] Blame(Prepared prepared, CommitResult result)
    {
        prepared.Ends[prepared.OperationOf(result.Operation)] = BatchClash.Of(
            prepared.Batch.Operations,
            result
        ) switch
        {
            { Write: null, What: null } => Fault.Conflict(
                "batch.conflict",
                "Another change came between; read the records again and repeat the batch."
            ),
            { Write: null, What: var what } => Fault.Conflict(
                "batch.conflict",
                $"Another record has the same {what} already; change that one, and leave this operation out."
            ),
            { Write: { } write, What: var what } => Clashes(
                prepared.OperationOf(write),
                what ?? "record"
            ),
        };
        return prepared.Ends;
    }

    private static Fault Clashes(int other, string what) =>
        Fault.Conflict(
            "batch.conflict",
            $"Operation {other} of this batch has the same {what}; leave out one of the two.",
            ("operation", other)
        );

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
    private sealed record Prepared(WriteBatch Batch, Verdict<BatchDone>[] Ends, int[] FirstWrites)
    {
        /// <summary>The operation that made a write.</summary>
        public int OperationOf(int write) =>
            Math.Max(0, Array.FindLastIndex(FirstWrites, first => first <= write));
    }
}
