using KoSales.MongoDouble.Faults;
using KoSales.MongoDouble.Sessions;
using KoSales.MongoDouble.Store;

namespace KoSales.MongoDouble;

/// <summary>What all connections share.</summary>
internal sealed class ServerState
{
    public ServerState(MongoDoubleOptions options, int port)
    {
        (Options, Port) = (options, port);
        Engine = new Engine(options.Clock);
        Sessions = new SessionTable(Engine);
    }

    public MongoDoubleOptions Options { get; }

    public int Port { get; }

    public TimeProvider Clock => Options.Clock;

    public Engine Engine { get; }

    public SessionTable Sessions { get; }

    public CursorTable Cursors { get; } = new();

    public FaultList Faults { get; } = new();

    public TripCounter Trips { get; } = new();
}
