namespace KoSales.Functions.Outbox;

/// <summary>Hands the events of a committed change to their handlers.</summary>
public interface IEventDispatcher
{
    /// <summary>
    /// Starts the handlers of the batch's events and waits for them within the time budget of the options;
    /// what is not done by then goes on in the background,
    /// and the relay takes over after a crash. Call it after the commit succeeded, with the batch that was
    /// committed. Events for which the app has no handler
    /// cost no wait. Never throws for what a handler does.
    /// </summary>
    /// <param name="cancellationToken">Ends the wait, not the handlers.</param>
    ValueTask DispatchAsync(WriteBatch committed, CancellationToken cancellationToken);
}
