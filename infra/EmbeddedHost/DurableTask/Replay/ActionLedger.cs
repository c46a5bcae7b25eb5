using KoSales.EmbeddedHost.DurableTask.History;
using NonDeterministic = global::DurableTask.Core.Exceptions.NonDeterministicOrchestrationException;

namespace KoSales.EmbeddedHost.DurableTask.Replay;

/// <summary>
/// The actions of a pass by sequence number. Those that history knows are struck off; what is left is new. A recorded action without
/// its like is what a changed orchestrator looks like.
/// </summary>
internal sealed class ActionLedger
{
    private const string Question = " Was a change made to the orchestrator code after this instance had already started running?";

    private readonly Dictionary<int, PlannedAction> _open = [];
    private int _next;

    /// <summary>In the order in which they were asked for.</summary>
    internal IEnumerable<PlannedAction> New => _open.Values.OrderBy(action => action.Id);

    internal int NextId() => _next++;

    internal void Add(PlannedAction action) => _open.Add(action.Id, action);

    internal void Match(HubEvent recorded)
    {
        switch (recorded)
        {
            case TaskScheduled e: Strike<PlannedActivity>(e.Id, "an activity task", e.Name); break;
            case TimerCreated e: Strike<PlannedTimer>(e.Id, "a timer task", null); break;
            case SubScheduled e: Strike<PlannedSub>(e.Id, "a sub-orchestration task", e.Name); break;
            case EventSent e: Strike<PlannedEvent>(e.Id, "a send event task", e.Name); break;
        }
    }

    private void Strike<TAction>(int id, string what, string? name)
        where TAction : PlannedAction
    {
        var named = name is null ? string.Empty : $" named '{name}'";
        var before = $"A previous execution of this orchestration scheduled {what} with sequence number {id}{named}, but the current";
        var replay = $"{before} orchestration replay instead";
        if (!_open.Remove(id, out var planned))
            throw new NonDeterministic(id, $"{before} replay execution hasn't (yet?) scheduled this task.{Question}");
        if (planned is not TAction)
            throw new NonDeterministic(id, $"{replay} produced a {planned.Kind} action with this sequence number.{Question}");
        if (name is not null && !string.Equals(name, planned.Label, StringComparison.OrdinalIgnoreCase))
            throw new NonDeterministic(id, $"{replay} scheduled {what} named '{planned.Label}' with this sequence number.{Question}");
    }
}
