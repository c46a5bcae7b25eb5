using System.Diagnostics.CodeAnalysis;
using Microsoft.DurableTask;
using P = Microsoft.DurableTask.Protobuf;

namespace KoSales.LocalHost.DurableTask.Wire;

/// <summary>
/// Failures between the hub's form and the wire's. What an exception provider may add to a failure is not kept.
/// </summary>
internal static class WireFailures
{
    [return: NotNullIfNotNull(nameof(details))]
    internal static P.TaskFailureDetails? ToWire(
        this TaskFailureDetails? details,
        bool isFinal = false
    ) =>
        details is null
            ? null
            : new P.TaskFailureDetails
            {
                ErrorType = details.ErrorType,
                ErrorMessage = details.ErrorMessage,
                StackTrace = details.StackTrace,
                InnerFailure = details.InnerFailure.ToWire(),
                IsNonRetriable = isFinal,
            };

    [return: NotNullIfNotNull(nameof(details))]
    internal static TaskFailureDetails? ToHub(this P.TaskFailureDetails? details) =>
        details is null
            ? null
            : new TaskFailureDetails(
                details.ErrorType,
                details.ErrorMessage,
                details.StackTrace,
                details.InnerFailure.ToHub(),
                null
            );
}
