using Microsoft.Azure.Functions.Worker.Builder;

namespace KoSales.EmbeddedHost.DurableTask;

/// <summary>Where the Durable Task extension joins the host: its services, its middleware and its management routes.</summary>
internal static class DurableTaskExtension
{
    /// <summary>Called once while the builder is created, before anything the app registers.</summary>
    public static void Register(FunctionsApplicationBuilder builder)
    {
    }
}
