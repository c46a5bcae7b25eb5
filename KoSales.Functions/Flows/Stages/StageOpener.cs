using KoSales.Domain.Flows;
using KoSales.Domain.Pipelines;
using KoSales.Domain.Tasks;
using KoSales.Functions.Pipelines.Moves;
using KoSales.Functions.Tasks;
using KoSales.Functions.Tasks.Making;

namespace KoSales.Functions.Flows.Stages;

/// <summary>Opens stage visits with the tasks that begin at once, and closes, keeps or hands over what the
/// left visit has open. No store reads: plans, calendars and
/// agents come from memory, and ids of many tasks as one block.</summary>
public sealed class StageOpener(
    TaskBook book,
    AutomatedTasks tasks,
    ISlaClocks clocks,
    IdAllocator ids
) : IStageEntry
{
    private static readonly SalesTaskId Planned = SalesTaskId.Of("");

    public async ValueTask<IReadOnlyList<StageOpening>> EnterAsync(
        WriteBatch batch,
        IReadOnlyList<StageEntered> entries,
        Command command,
        CancellationToken cancellationToken
    )
    {
        var begins = await BeginsAsync(entries, command, cancellationToken);
        var given = await IdsAsync(entries, begins.Sum(b => b.Steps.Count), cancellationToken);
        var openings = new StageOpening[entries.Count];
        for (var (i, used) = (0, 0); i < openings.Length; used += begins[i++].Steps.Count)
        {
            var left = await LeaveAsync(batch, entries[i], command, cancellationToken);
            openings[i] = new StageOpening(
                await OpenAsync(
                    batch,
                    entries[i],
                    (begins[i], given, used),
                    command,
                    cancellationToken
                ),
                left,
                begins[i].Decision?.NextCheckAt
            );
        }

        return openings;
    }

    /// <summary>What each entry begins with. Entries of one call are of one instant, so those on the same
    /// plan and calendar begin alike.</summary>
    private async ValueTask<Begin[]> BeginsAsync(
        IReadOnlyList<StageEntered> entries,
        Command command,
        CancellationToken cancellationToken
    )
    {
        Dictionary<(string? Workflow, string? Team), Begin> known = [];
        var begins = new Begin[entries.Count];
        for (var i = 0; i < begins.Length; i++)
        {
            var key = (
                entries[i].Into.IsTerminal ? null : entries[i].Into.TaskWorkflowId,
                entries[i].Pipeline.TeamId
            );
            if (!known.TryGetValue(key, out var begin))
                known[key] = begin = await BeginAsync(key, command, cancellationToken);
            begins[i] = begin;
        }

        return begins;
    }

    private async ValueTask<Begin> BeginAsync(
        (string? Workflow, string? Team) at,
        Command command,
        CancellationToken cancellationToken
    )
    {
        if (
            at.Workflow is null
            || await book.CurrentAsync(at.Workflow, cancellationToken) is not { } workflow
        )
            return Begin.Nothing;
        var hours = await clocks.HoursAsync(at.Team, cancellationToken);
        var decision = new StageRun(workflow.Plan, command.Now, hours.Time, hours.Zone).Next(
            [],
            command.Now
        );
        return new Begin(workflow, decision, [.. decision.Acts.OfType<StageAct.OpenTask>()]);
    }

    // One id at a time stays without gaps; many come as a block; a simulation takes none.
    private async ValueTask<IReadOnlyList<SalesTaskId>> IdsAsync(
        IReadOnlyList<StageEntered> entries,
        int count,
        CancellationToken cancellationToken
    ) =>
        entries.Any(e => e.Simulated) ? [.. Enumerable.Repeat(Planned, count)]
        : count == 1 ? [await ids.NextAsync<SalesTaskId>(cancellationToken)]
        : await ids.BlockAsync<SalesTaskId>(count, cancellationToken);

    private async ValueTask<IReadOnlyList<SalesTask>> OpenAsync(
        WriteBatch batch,
        StageEntered entry,
        (Begin Begin, IReadOnlyList<SalesTaskId> Ids, int From) with,
        Command command,
        CancellationToken cancellationToken
    )
    {
        var opened = new SalesTask[with.Begin.Steps.Count];
        for (var i = 0; i < opened.Length; i++)
        {
            var order = new TaskOrder(
                entry.Pipeline,
                with.Begin.Workflow!,
                with.Begin.Steps[i].Step,
                with.Begin.Steps[i].Attempt
            )
            {
                Barred = entry.Barred,
            };
            opened[i] = await tasks.MakeAsync(
                order,
                with.Ids[with.From + i],
                command,
                cancellationToken
            );
            batch.Insert(opened[i], command).AddEvent(TaskEvents.Created, opened[i], command);
        }

        return opened;
    }

    /// <summary>The tasks that the move closes. What somebody changes meanwhile refuses the whole move,
    /// which is then made again.</summary>
    private async ValueTask<IReadOnlyList<SalesTask>> LeaveAsync(
        WriteBatch batch,
        StageEntered entry,
        Command command,
        CancellationToken cancellationToken
    )
    {
        List<SalesTask> cancelled = [];
        foreach (var task in entry.LeftOpen.Where(t => t.CreationKey is not null))
        {
            var call = new TaskCall(
                command,
                await clocks.TimesAsync(task.Sla?.Clock, cancellationToken)
            );
            if (task.OnLeave == OnLeave.Transfer && !entry.Into.IsTerminal)
                batch.Replace(task, Handed(task, entry.Pipeline, call), command);
            else if (task.OnLeave != OnLeave.Keep)
                cancelled.Add(Cancelled(batch, task, call));
        }

        return cancelled;
    }

    private static SalesTask Handed(SalesTask task, Pipeline to, TaskCall call) =>
        TaskDecisions.Next(task, call) with
        {
            Stage = to.Stage,
            Visit = to.Visit,
        };

    private static SalesTask Cancelled(WriteBatch batch, SalesTask task, TaskCall call)
    {
        var closed = task.Cancel(null, call).Value.Task;
        batch.Replace(task, closed, call.Command).AddEvent(TaskEvents.Closed, closed, call.Command);
        return closed;
    }

    private sealed record Begin(
        TaskWorkflowVersion? Workflow,
        StageDecision? Decision,
        IReadOnlyList<StageAct.OpenTask> Steps
    )
    {
        public static readonly Begin Nothing = new(null, null, []);
    }
}
