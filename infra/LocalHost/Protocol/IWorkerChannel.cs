namespace KoSales.LocalHost.Protocol;

/// <summary>The way to the worker. What the worker sends arrives at
/// <see cref="WorkerSession.Receive"/>.</summary>
internal interface IWorkerChannel
{
    /// <summary>Messages arrive in the order in which they were sent. Thread-safe.</summary>
    void Send(StreamingMessage message);
}
