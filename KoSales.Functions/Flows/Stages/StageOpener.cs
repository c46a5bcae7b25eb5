using KoSales.Domain.Flows;
using KoSales.Domain.Pipelines;
using KoSales.Domain.Tasks;
using KoSales.Functions.Pipelines.Moves;
using KoSales.Functions.Tasks;
using KoSales.Functions.Tasks.Making;
using KoSales.Functions.Tasks.Workflows;

namespace KoSales.Functions.Flows.Stages;

/// <summary>Opens stage visits with the tasks that begin at once, and closes, keeps or hands over what the
/// left visit has open. No store reads: plans, calendars and
/// agents come from memory, and ids of many tasks as one block.</summary>
public sealed class StageOpener(
    TaskWorkflowCache cache,
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
        var unused = await IdsAsync(entries, begins.Sum(b => b.Steps.Count), cancellationToken);
        var openings = new StageOpening[entries.Count];
        foreach (var ((i, entry), begin) in entries.Index().Zip(begins))
        {
            var left = await LeaveAsync(batch, entry, command, cancellationToken);
            var opened = await OpenAsync(batch, entry, begin, unused, command, cancellationToken);
            unused = unused[opened.Count..];
            openings[i] = new StageOpening(opened, left, begin.Decision?.NextCheckAt);
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
        Dictionary<Start, Begin> known = [];
        var begins = new Begin[entries.Count];
        for (var i = 0; i < begins.Length; i++)
        {
            var start = Start.Of(entries[i]);
            if (!known.TryGetValue(start, out var begin))
                known[start] = begin = await BeginAsync(start, command, cancellationToken);
            begins[i] = begin;
        }

        return begins;
    }

    private async ValueTask<Begin> BeginAsync(
        Start start,
        Command command,
        CancellationToken cancellationToken
    )
    {
        if (
            start.Workflow is null
            || await cache.CurrentAsync(start.Workflow, cancellationToken) is not { } workflow
        )
            return Begin.Nothing;
        var hours = await clocks.HoursAsync(start.Team, cancellationToken);
        var decision = new StageRun(workflow.Plan, command.Now, hours.Time, hours.Zone).Next(
            [],
            command.Now
        );
        return new Begin(workflow, decision, [.. decision.Acts.OfType<StageAct.OpenTask>()]);
    }

    // One id at a time stays without gaps; many come as a block; a simulation takes none.
    private async ValueTask<ReadOnlyMemory<SalesTaskId>> IdsAsync(
        IReadOnlyList<StageEntered> entries,
        int count,
        CancellationToken cancellationToken
    )
    {
        if (entries.Any(e => e.Simulated))
            return Enumerable.Repeat(Planned, count).ToArray();
        if (count == 1)
            return new[] { await ids.NextAsync<SalesTaskId>(cancellationToken) };
        return (await ids.BlockAsync<SalesTaskId>(count, cancellationToken)).ToArray();
    }

    private async ValueTask<IReadOnlyList<SalesTask>> OpenAsync(
        WriteBatch batch,
        StageEntered entry,
        Begin begin,
        ReadOnlyMemory<SalesTaskId> given,
        Command command,
        CancellationToken cancellationToken
    )
    {
        var opened = new SalesTask[begin.Steps.Count];
        for (var i = 0; i < opened.Length; i++)
        {
            var order = OrderOf(entry, begin.Workflow!, begin.Steps[i]);
            var task = await tasks.MakeAsync(order, given.Span[i], command, cancellationToken);
            batch.Insert(task, command).AddEvent(TaskEvents.Created, task, command);
            opened[i] = task;
        }

        return opened;
    }

    private static TaskOrder OrderOf(
        StageEntered entry,
        TaskWorkflowVersion workflow,
        StageAct.OpenTask open
    ) => new(entry.Pipeline, workflow, open.Step, open.Attempt) { Barred = entry.Barred };

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
            var times = await clocks.TimesAsync(task.Sla?.Clock, cancellationToken);
            var call = new TaskCall(command, times);
            if (IsHandedOn(task, entry))
                batch.Replace(task, Handed(task, entry.Pipeline, call), command);
            else if (task.OnLeave != OnLeave.Keep)
                cancelled.Add(Cancelled(batch, task, call));
        }

        return cancelled;
    }

    private static bool IsHandedOn(SalesTask task, StageEntered entry) =>
        task.OnLeave == OnLeave.Transfer && !entry.Into.IsTerminal;

    private static SalesTask Handed(SalesTask task, Pipeline to, TaskCall call) =>
        TaskDecisions.Next(task, call) with
        {
            Stage = to.Stage,
            Visit = to.Visit,
        };

    private static SalesTask Cancelled(WriteBatch batch, SalesTask task, TaskCall call)
    {
        var closed = task.Cancel(null, call).Value.Task;
        batch.Replace(task, closed, call.Command).AddLeftBehind(closed, call.Command);
        return closed;
    }

    /// <summary>What those who begin alike have in common.</summary>
    /// <param name="Workflow">Null for a stage without tasks.</param>
    private readonly record struct Start(string? Workflow, string? Team)
    {
        public static Start Of(StageEntered entry) =>
            new(entry.Into.IsTerminal ? null : entry.Into.TaskWorkflowId, entry.Pipeline.TeamId);
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
