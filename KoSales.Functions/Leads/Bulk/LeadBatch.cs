using KoSales.Domain.Leads;
using KoSales.Functions.Entities.Personal;
using KoSales.Functions.Leads.Intake;

namespace KoSales.Functions.Leads.Bulk;

/// <summary>The operations of a batch of leads: <c>create</c>, <c>update</c> (or <c>patch</c>) and
/// <c>delete</c>.</summary>
public sealed class LeadBatch(LeadIntake intake, LeadDesk desk, Batches batches)
{
    public async ValueTask<Verdict<BatchDone>> DoAsync(
        BatchOperation operation,
        int index,
        Command command,
        CancellationToken cancellationToken
    ) =>
        operation.Op switch
        {
            "create" => Done(
                201,
                await CreateAsync(operation, index, command, cancellationToken),
                t => t.Lead.Id
            ),
            "update" or "patch" => Done(
                200,
                await EditAsync(operation, index, command, cancellationToken),
                t => t.Lead.Id
            ),
            "delete" => Done(
                204,
                await DeleteAsync(operation, index, command, cancellationToken),
                l => l.Id
            ),
            _ => UnknownOp(index),
        };

    /// <remarks>Two operations on one lead refuse each other: each is made on what is stored.</remarks>
    public async ValueTask<Verdict<BatchDone>> PrepareAsync(
        BatchOperation operation,
        int index,
        BatchCall into,
        CancellationToken cancellationToken
    ) =>
        operation.Op switch
        {
            "create" => Done(
                201,
                await PrepareCreateAsync(operation, index, into, cancellationToken),
                t => t.Lead.Id
            ),
            "update" or "patch" => Done(
                200,
                await PrepareEditAsync(operation, index, into, cancellationToken),
                l => l.Id
            ),
            "delete" => Done(
                204,
                await PrepareDeleteAsync(operation, index, into, cancellationToken),
                l => l.Id
            ),
            _ => UnknownOp(index),
        };

    private async ValueTask<Verdict<LeadTaken>> CreateAsync(
        BatchOperation operation,
        int index,
        Command command,
        CancellationToken cancellationToken
    )
    {
        var body = batches.BodyOf<CreateLead>(operation, index);
        return body.IsRefused
            ? body.Refusal
            : await intake.CreateAsync(
                body.Value.ToInput(),
                DuplicatePolicy.Fail,
                command,
                cancellationToken
            );
    }

    private async ValueTask<Verdict<LeadTaken>> PrepareCreateAsync(
        BatchOperation operation,
        int index,
        BatchCall into,
        CancellationToken cancellationToken
    )
    {
        var body = batches.BodyOf<CreateLead>(operation, index);
        return body.IsRefused
            ? body.Refusal
            : await intake.AddAsync(
                body.Value.ToInput(),
                into.Batch,
                into.Command,
                cancellationToken
            );
    }

    private async ValueTask<Verdict<LeadTaken>> EditAsync(
        BatchOperation operation,
        int index,
        Command command,
        CancellationToken cancellationToken
    )
    {
        var edit = EditOf(operation, index);
        return edit.IsRefused
            ? edit.Refusal
            : await desk.EditAsync(
                LeadId.Of(operation.Id!),
                edit.Value,
                command,
                cancellationToken
            );
    }

    private async ValueTask<Verdict<Lead>> PrepareEditAsync(
        BatchOperation operation,
        int index,
        BatchCall into,
        CancellationToken cancellationToken
    )
    {
        var edit = EditOf(operation, index);
        return edit.IsRefused
            ? edit.Refusal
            : await desk.PrepareEditAsync(
                LeadId.Of(operation.Id!),
                edit.Value,
                into,
                cancellationToken
            );
    }

    private async ValueTask<Verdict<Lead>> DeleteAsync(
        BatchOperation operation,
        int index,
        Command command,
        CancellationToken cancellationToken
    ) =>
        operation.Id is null
            ? NeedsId(index)
            : await desk.DeleteAsync(LeadId.Of(operation.Id), command, cancellationToken);

    private async ValueTask<Verdict<Lead>> PrepareDeleteAsync(
        BatchOperation operation,
        int index,
        BatchCall into,
        CancellationToken cancellationToken
    ) =>
        operation.Id is null
            ? NeedsId(index)
            : await desk.PrepareDeleteAsync(
                LeadId.Of(operation.Id),
                into.Batch,
                into.Command,
                cancellationToken
            );

    private Verdict<PatchRequest<EditLead>> EditOf(BatchOperation operation, int index)
    {
        return operation.Id is null ? NeedsId(index) : batches.PatchOf<EditLead>(operation, index);
    }

    private static Verdict<BatchDone> Done<T>(int status, Verdict<T> verdict, Func<T, LeadId> id) =>
        verdict.IsRefused ? verdict.Refusal : new BatchDone(status, id(verdict.Value).Value);

    private static Fault NeedsId(int index) =>
        Fault.Invalid(
            $"/operations/{index}/id",
            "required",
            "This operation needs the id of a lead."
        );

    private static Fault UnknownOp(int index) =>
        Fault.Invalid(
            $"/operations/{index}/op",
            "invalid",
            "create, update or delete is expected."
        );
}
