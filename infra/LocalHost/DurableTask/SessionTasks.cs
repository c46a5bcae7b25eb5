using System.Text.Json;
using Google.Protobuf;
using KoSales.LocalHost.DurableTask.Dispatch;
using KoSales.LocalHost.DurableTask.Wire;
using KoSales.LocalHost.Protocol;
using Microsoft.DurableTask;
using P = Microsoft.DurableTask.Protobuf;

namespace KoSales.LocalHost.DurableTask;

/// <summary>
/// The worker's orchestrators and activities, each run as an invocation with the app's middleware around it. An
/// orchestrator's invocation is one pass: it ends when the pass does, also where the orchestrator itself
/// goes on waiting.
/// </summary>
internal sealed class SessionTasks(WorkerSession session, Invocations invocations) : ITaskWorker
{
    private const string InstanceId = "instanceId";

    private static readonly JsonParser _failures = new(
        JsonParser.Settings.Default.WithIgnoreUnknownFields(true)
    );

    public bool HasOrchestrator(string name) => Find(name, TriggerKind.Orchestration) is not null;

    public bool HasActivity(string name) => Find(name, TriggerKind.Activity) is not null;

    public async Task<P.OrchestratorResponse> RunOrchestratorAsync(
        string name,
        P.OrchestratorRequest request
    )
    {
        var answer = await invocations.RunAsync(PassOf(name, request));
        var succeeded = answer.Result.Status == StatusResult.Types.Status.Success;
        if (succeeded && answer.ReturnValue?.String is { Length: > 0 } encoded)
            return P.OrchestratorResponse.Parser.ParseFrom(Convert.FromBase64String(encoded));
        var failure = FailureOf(
            answer,
            $"Function '{name}' returned nothing; middleware may have kept it from running."
        );
        return WasCutOff(failure)
            ? throw new OperationCanceledException(failure.ErrorMessage)
            : Failed(failure);
    }

    private InvocationRequest PassOf(string name, P.OrchestratorRequest request)
    {
        var encoded = new TypedData { String = request.ToByteString().ToBase64() };
        var function = Find(name, TriggerKind.Orchestration)!;
        return Call(function, request.InstanceId, encoded);
    }

    public async Task<ActivityOutcome> RunActivityAsync(
        ActivityCall call,
        CancellationToken stopping
    )
    {
        var function = Find(call.Name, TriggerKind.Activity)!;
        var input = call.Input is null ? null : new TypedData { Json = call.Input };
        var request = Call(function, call.InstanceId, input);
        var answer = await invocations.RunAsync(request, stopping);
        if (answer.Result.Status == StatusResult.Types.Status.Success)
            return new ActivityOutcome(Json(answer.ReturnValue));
        var failure = FailureOf(answer, $"Function '{call.Name}' failed.");
        return new ActivityOutcome(null, failure, WasCutOff(failure));
    }

    private bool WasCutOff(TaskFailureDetails failure) =>
        invocations.AreCutOff && failure.IsCausedBy<OperationCanceledException>();

    private HostedFunction? Find(string name, TriggerKind kind) =>
        session.Functions.Find(name, kind);

    private InvocationRequest Call(HostedFunction function, string instanceId, TypedData? input)
    {
        var request = invocations.Prepare(function);
        request.TriggerMetadata[InstanceId] = new TypedData { String = instanceId };
        if (input is not null)
            request.InputData.Add(
                new ParameterBinding { Name = function.TriggerName, Data = input }
            );
        return request;
    }

    /// <summary>A text that a function returned is not JSON yet.</summary>
    private static string? Json(TypedData? result) =>
        result?.DataCase switch
        {
            TypedData.DataOneofCase.Json => result.Json,
            TypedData.DataOneofCase.String => JsonSerializer.Serialize(result.String),
            TypedData.DataOneofCase.Bytes => JsonSerializer.Serialize(result.Bytes.ToByteArray()),
            _ => null,
        };

    private static P.OrchestratorResponse Failed(TaskFailureDetails failure)
    {
        var end = new P.CompleteOrchestrationAction
        {
            OrchestrationStatus = P.OrchestrationStatus.Failed,
            FailureDetails = failure.ToWire(),
        };
        return new P.OrchestratorResponse
        {
            Actions = { new P.OrchestratorAction { CompleteOrchestration = end } },
        };
    }

    /// <summary>The extension writes an activity's failure into the exception's message, as JSON.</summary>
    private static TaskFailureDetails FailureOf(InvocationResponse answer, string otherwise)
    {
        var message = answer.Result.Exception?.Message ?? otherwise;
        try
        {
            return _failures.Parse<P.TaskFailureDetails>(message).ToHub();
        }
        catch (Exception fault)
            when (fault is InvalidProtocolBufferException or InvalidJsonException)
        {
            return new TaskFailureDetails(
                answer.Result.Exception?.Type is { Length: > 0 } type ? type : "System.Exception",
                message,
                null,
                null,
                null
            );
        }
    }
}
