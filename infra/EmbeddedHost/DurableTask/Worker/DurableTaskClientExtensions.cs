using KoSales.EmbeddedHost.DurableTask.Client;
using Microsoft.Azure.Functions.Worker.Http;
using Microsoft.DurableTask.Client;

namespace Microsoft.Azure.Functions.Worker.Http
{
    /// <summary>A request as functions without ASP.NET Core see it. This host has none; only its address is ever asked for.</summary>
    public abstract class HttpRequestData(FunctionContext functionContext)
    {
        public FunctionContext FunctionContext { get; } = functionContext;

        public abstract Uri Url { get; }
    }
}

namespace Microsoft.Azure.Functions.Worker
{
    public static class DurableTaskClientExtensions
    {
        /// <summary>
        /// The addresses start with the request's authority, or without a request with the one that this host listens on.
        /// </summary>
        /// <exception cref="InvalidOperationException">The client was not bound by <see cref="DurableClientAttribute"/>.</exception>
        public static HttpManagementPayload CreateHttpManagementPayload(
            this DurableTaskClient client, string instanceId, HttpRequestData? request = null)
        {
            ArgumentException.ThrowIfNullOrEmpty(instanceId);
            if (client is not HubClient { Addresses: { } addresses })
            {
                throw new InvalidOperationException(
                    "Only a client that a [DurableClient] parameter was given knows the management addresses.");
            }

            return addresses.Of(instanceId, request?.Url);
        }
    }
}
