using Azure;
using Azure.Core;
using Azure.Core.Pipeline;

namespace KoSales.Functions.Files.Blobs;

/// <summary>Around every call of the client, its repeats included: what says that the account cannot be used
/// for the moment becomes <see cref="StoreUnavailableException"/>.</summary>
internal sealed class BlobFaults : HttpPipelinePolicy
{
    private const int TooManyRequests = 429;

    public override void Process(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline)
    {
        try
        {
            ProcessNext(message, pipeline);
        }
        catch (Exception fault) when (IsUnavailability(fault, message.CancellationToken))
        {
            throw Unreachable(fault);
        }

        ThrowIfUnavailable(message.Response);
    }

    public override async ValueTask ProcessAsync(
        HttpMessage message,
        ReadOnlyMemory<HttpPipelinePolicy> pipeline
    )
    {
        try
        {
            await ProcessNextAsync(message, pipeline);
        }
        catch (Exception fault) when (IsUnavailability(fault, message.CancellationToken))
        {
            throw Unreachable(fault);
        }

        ThrowIfUnavailable(message.Response);
    }

    /// <summary>Whether a connection or its other end has failed, rather than the caller.</summary>
    public static bool IsUnavailability(Exception fault, CancellationToken cancellationToken) =>
        fault switch
        {
            RequestFailedException or IOException or AggregateException => true,
            OperationCanceledException => !cancellationToken.IsCancellationRequested,
            _ => false,
        };

    public static StoreUnavailableException Unreachable(Exception fault) =>
        new($"the file store cannot be reached: {fault.GetType().Name}", fault);

    private static void ThrowIfUnavailable(Response answer)
    {
        var code = answer.Headers.TryGetValue("x-ms-error-code", out var said) ? said : "no code";
        if (answer.Status is 401 or 403)
            throw new StoreUnavailableException(
                $"the file store refuses the app's credentials ({answer.Status}, {code})"
            );
        if (answer.Status is 408 or TooManyRequests or >= 500)
            throw new StoreUnavailableException(
                $"the file store does not serve for the moment ({answer.Status}, {code})"
            );
    }
}
