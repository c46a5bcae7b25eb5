using Microsoft.AspNetCore.Http;

namespace KoSales.Functions.Api.Responses;

/// <summary>An answer that ends without a fault when its reader goes away in the middle of it. Answers are written
/// after every middleware of ours, where nobody else would take that for what it is.</summary>
internal sealed class ListenedTo(IResult result) : IResult
{
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        try
        {
            await result.ExecuteAsync(httpContext);
        }
        catch (OperationCanceledException) when (httpContext.RequestAborted.IsCancellationRequested)
        {
            // Nobody is there to read the rest.
        }
    }
}
