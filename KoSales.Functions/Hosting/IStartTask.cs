namespace KoSales.Functions.Hosting;

/// <summary>Work that must be done once the collections exist and before the first request, such as making
/// the first administrator.
/// Run one after the other in the order of registration; several instances may start at once.</summary>
public interface IStartTask
{
    /// <summary>A failure stops the start.</summary>
    Task RunAsync(CancellationToken cancellationToken);
}
