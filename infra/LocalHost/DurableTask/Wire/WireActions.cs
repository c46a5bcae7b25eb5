using System.Text.Json;
using KoSales.LocalHost.DurableTask.Dispatch;
using Microsoft.DurableTask.Client;
using P = Microsoft.DurableTask.Protobuf;

namespace KoSales.LocalHost.DurableTask.Wire;

/// <summary>Reads what an orchestrator decided out of the official runner's answer.</summary>
internal static class WireActions
{
    internal static PassOutcome Read(P.OrchestratorResponse response)
    {
        var actions = response.Actions.Select(Action).OfType<PlannedAction>().ToList();
        var outcome = new PassOutcome(OrchestrationRuntimeStatus.Running)
        {
            CustomStatus = response.CustomStatus,
            Actions = actions,
        };
        var end = response
            .Actions.FirstOrDefault(a => a.CompleteOrchestration is not null)
            ?.CompleteOrchestration;
        return end is null ? outcome : Ended(outcome, end);
    }

    private static PassOutcome Ended(PassOutcome outcome, P.CompleteOrchestrationAction end)
    {
        if (end.OrchestrationStatus == P.OrchestrationStatus.ContinuedAsNew)
            return outcome with { CustomStatus = null, Next = Next(end) };
        var ended = outcome with
        {
            Status = (OrchestrationRuntimeStatus)end.OrchestrationStatus,
            Output = end.Result,
        };
        return ended.Status == OrchestrationRuntimeStatus.Failed
            ? ended with
            {
                Output = Message(end),
                Failure = end.FailureDetails.ToHub(),
            }
            : ended;
    }

    private static string? Message(P.CompleteOrchestrationAction end) =>
        end.FailureDetails?.ErrorMessage ?? end.Result;

    private static NextGeneration Next(P.CompleteOrchestrationAction end)
    {
        var events = end
            .CarryoverEvents.Where(e => e.EventRaised is not null)
            .Select(e => new EventArrival(e.EventRaised.Name, e.EventRaised.Input));
        return new NextGeneration(end.Result, end.NewVersion, [.. events]);
    }

    /// <summary>Null for what is no action of its own.</summary>
    private static PlannedAction? Action(P.OrchestratorAction action) =>
        action switch
        {
            { ScheduleTask: { } task } => new PlannedActivity(
                action.Id,
                task.Name,
                OnlyArgument(task.Input)
            ),
            { CreateTimer: { } timer } => new PlannedTimer(action.Id, timer.FireAt.ToDateTime()),
            { CreateSubOrchestration: { } sub } => Child(action.Id, sub),
            { SendEvent: { } sent } => Event(action.Id, sent),
            { CompleteOrchestration: not null } => null,
            _ => throw new NotSupportedException(
                $"This host does not know the orchestrator action {action.OrchestratorActionTypeCase}."
            ),
        };

    private static PlannedSub Child(int id, P.CreateSubOrchestrationAction sub) =>
        new(id, sub.Name, sub.InstanceId)
        {
            Version = sub.Version ?? "",
            Input = sub.Input,
            Tags = sub.Tags.Count == 0 ? null : JsonSerializer.Serialize(sub.Tags),
        };

    private static PlannedEvent Event(int id, P.SendEventAction sent) =>
        new(id, sent.Instance.InstanceId, sent.Name, sent.Data);

    /// <summary>Arguments of an activity travel as an array of one; the hub keeps the one.</summary>
    private static string? OnlyArgument(string? input)
    {
        if (string.IsNullOrEmpty(input))
            return null;
        using var json = JsonDocument.Parse(input);
        if (json.RootElement.ValueKind is not JsonValueKind.Array)
            return input;
        if (json.RootElement.GetArrayLength() == 0)
            return null;
        var only = json.RootElement[0];
        return only.ValueKind is JsonValueKind.Null ? null : only.GetRawText();
    }
}
