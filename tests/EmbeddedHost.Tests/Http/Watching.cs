using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.Hosting;

namespace KoSales.EmbeddedHost.Tests.Http;

internal static class Watching
{
    /// <summary>Middleware that sees an exception and lets it pass.</summary>
    public static void Watch(this FunctionsApplicationBuilder builder, Action<Exception> see) =>
        builder.UseMiddleware(async (_, next) =>
        {
            try
            {
                await next();
            }
            catch (Exception fault)
            {
                see(fault);
                throw;
            }
        });
}
