using Microsoft.DurableTask.Client;
using AlreadyExistsException = global::DurableTask.Core.Exceptions.OrchestrationAlreadyExistsException;

namespace KoSales.EmbeddedHost.DurableTask;

internal static class ClientErrors
{
    internal static AlreadyExistsException AlreadyExists(string id, OrchestrationRuntimeStatus status) =>
        new($"An orchestration with id '{id}' already exists. It's in the {status} state.");
}
