using KoSales.Domain.Assignment;
using KoSales.Domain.Calls;
using KoSales.Domain.Tasks;
using KoSales.Domain.Work;
using KoSales.Functions.Agents;
using KoSales.Functions.Tasks;
using KoSales.Functions.Tasks.Making;

namespace KoSales.Functions.Calls;

/// <summary>Makes the task of a callback that somebody asked for, in the transaction that says so.</summary>
public sealed class CallbackTasks(IdAllocator ids, Availability availability)
{
    private const string Title = "Call back as asked";

    /// <summary>The call with its callback task; itself when none was asked for, or there is one already.
    /// Of whoever spoke, or of the pool where they are given no work.</summary>
    public async ValueTask<Verdict<Call>> AddAsync(
        WriteBatch batch,
        Call call,
        TaskSubject subject,
        Command command,
        CancellationToken cancellationToken
    )
    {
        if (!call.AsksForCallback || call.CallbackTaskId is not null)
            return call;
        if (TaskType.Call.IsBarredBy(subject.Barred))
            return TaskSubject.BarredFault;
        var holder = await HolderAsync(call, subject, command, cancellationToken);
        var id = await ids.NextAsync<SalesTaskId>(cancellationToken);
        batch.AddNew(TaskOf(call, subject, holder, command) with { Id = id }, command);
        return call with { CallbackTaskId = id.Value };
    }

    private async ValueTask<Holder> HolderAsync(
        Call call,
        TaskSubject subject,
        Command command,
        CancellationToken cancellationToken
    )
    {
        if (call.AgentId is not { } agent)
            return await availability.OrPoolAsync(
                new Holder(subject.OwnerId, subject.TeamId),
                command.Now,
                cancellationToken
            );
        var teams = await availability.TeamsAsync([agent], cancellationToken);
        var own = new Holder(agent, teams.GetValueOrDefault(agent));
        return await availability.OrPoolAsync(own, command.Now, cancellationToken);
    }

    private static SalesTask TaskOf(
        Call call,
        TaskSubject subject,
        Holder holder,
        Command command
    ) =>
        new()
        {
            Id = default,
            Title = Title,
            Type = TaskType.Call,
            EntityRef = call.EntityRef,
            PipelineId = subject.PipelineId,
            Stage = subject.Stage,
            OwnerId = holder.OwnerId,
            TeamId = holder.TeamId,
            Priority = TaskPriority.High,
            Optional = true,
            OnLeave = OnLeave.Keep,
            DueAt = call.CallbackAt,
            CreatedAt = command.Now,
            UpdatedAt = command.Now,
            CreatedBy = command.Actor.Id,
            UpdatedBy = command.Actor.Id,
        };
}
