using KoSales.LocalHost.DurableTask.History;
using Microsoft.DurableTask.Client;

namespace KoSales.LocalHost.DurableTask.Dispatch;

/// <summary>
/// What of an inbox a pass takes: all of it for an instance that has ended (it is dropped); control
/// messages always;
/// everything else unless the instance is suspended or has not started, in which case it stays in the
/// inbox, in order.
/// </summary>
internal sealed class Batch
{
    private readonly List<HubEvent> _held = [];
    private readonly List<HubMessage> _heldMessages = [];

    private Batch(InstanceState? state)
    {
        IsSuspended = state?.Row.Status == OrchestrationRuntimeStatus.Suspended;
        HasStarted = state?.HasStarted == true;
    }

    internal List<HubMessage> Consumed { get; } = [];

    internal List<HubEvent> Events { get; } = [];

    internal bool IsSuspended { get; private set; }

    internal bool HasStarted { get; private set; }

    internal Terminated? Termination { get; private set; }

    /// <summary>Whether there is anything for the orchestrator's code.</summary>
    internal bool RunsCode =>
        Termination is null && Events.Exists(e => e is not (Suspended or Resumed));

    internal static Batch Of(InstanceState? state, IReadOnlyList<HubMessage> inbox)
    {
        var batch = new Batch(state);
        foreach (var message in inbox)
            batch.Take(state, message);
        if (batch.Termination is not null)
            batch.Consumed.AddRange(batch._heldMessages);
        return batch;
    }

    private void Take(InstanceState? state, HubMessage message)
    {
        if (
            state is null
            || state.Row.HasEnded
            || Termination is not null
            || IsStale(state, message)
        )
        {
            Consumed.Add(message);
            return;
        }

        switch (message.Event)
        {
            case Terminated e:
                Termination = e;
                Add(message);
                break;
            case Suspended:
                IsSuspended = true;
                Add(message);
                break;
            case Resumed:
                IsSuspended = false;
                Add(message);
                Release();
                break;
            case Started when !IsSuspended:
                HasStarted = true;
                Add(message);
                Release();
                break;
            default:
                TakeOrHold(message);
                break;
        }
    }

    /// <summary>Of an earlier execution.</summary>
    private static bool IsStale(InstanceState state, HubMessage message) =>
        message.ExecutionId is { } execution && execution != state.Row.Start.ExecutionId;

    private void TakeOrHold(HubMessage message)
    {
        if (HasStarted && !IsSuspended)
            Add(message);
        else
            Hold(message);
    }

    private void Add(HubMessage message)
    {
        Consumed.Add(message);
        Events.Add(message.Event);
    }

    private void Hold(HubMessage message)
    {
        _held.Add(message.Event);
        _heldMessages.Add(message);
    }

    /// <summary>The start goes first, whatever came before it.</summary>
    private void Release()
    {
        HasStarted |= _held.Exists(e => e is Started);
        if (!HasStarted)
            return;
        Events.AddRange(_held.Where(e => e is Started));
        Events.AddRange(_held.Where(e => e is not Started));
        Consumed.AddRange(_heldMessages);
        _held.Clear();
        _heldMessages.Clear();
    }
}
