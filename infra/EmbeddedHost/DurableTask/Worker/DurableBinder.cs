using System.Reflection;
using KoSales.EmbeddedHost.Catalog;
using KoSales.EmbeddedHost.DurableTask.Client;
using KoSales.EmbeddedHost.DurableTask.Replay;
using KoSales.EmbeddedHost.Invocation;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace KoSales.EmbeddedHost.DurableTask.Worker;

/// <summary>Fills orchestration contexts and inputs, activity inputs and clients.</summary>
internal sealed class DurableBinder(DataConverter converter, Func<HubClient> client) : IParameterBinder
{
    public ParameterValue? TryBind(FunctionDescriptor function, ParameterInfo parameter)
    {
        if (parameter.GetCustomAttribute<DurableClientAttribute>() is not null) return Client(function, parameter);
        var isTrigger = parameter == function.TriggerParameter;
        if (isTrigger && function.Trigger is OrchestrationTriggerAttribute) return OrchestrationTrigger(parameter);
        if (isTrigger && function.Trigger is ActivityTriggerAttribute) return ActivityTrigger(parameter);
        if (parameter == OrchestrationInput(function)) return context => new(Replay(context).ReadInput(parameter.ParameterType));
        return null;
    }

    private static ReplayContext Replay(FunctionContext context) => context.Features.Get<ReplayContext>()!;

    private static ParameterInfo? OrchestrationInput(FunctionDescriptor function) => function.Trigger is OrchestrationTriggerAttribute
        ? function.Parameters.FirstOrDefault(p => p.ParameterType != typeof(FunctionContext)
            && p.ParameterType != typeof(CancellationToken)
            && !p.GetCustomAttributes<BindingAttribute>().Any())
        : null;

    private static ParameterValue? OrchestrationTrigger(ParameterInfo parameter) =>
        parameter.ParameterType == typeof(TaskOrchestrationContext) ? context => new(Replay(context)) : null;

    /// <summary>No input is null, or the default of a value type; a function context instead of an input is bound by the host.</summary>
    private ParameterValue? ActivityTrigger(ParameterInfo parameter) => parameter.ParameterType == typeof(FunctionContext)
        ? null
        : context => new(converter.Deserialize(context.Features.Get<ActivityCall>()!.Input, parameter.ParameterType));

    private ParameterValue Client(FunctionDescriptor function, ParameterInfo parameter)
    {
        if (parameter.ParameterType == typeof(DurableTaskClient)) return _ => new(client());
        throw new InvalidOperationException(
            $"[DurableClient] in function {function} is on a {parameter.ParameterType.Name}, not a DurableTaskClient.");
    }
}
