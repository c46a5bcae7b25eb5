namespace KoSales.MongoDouble.Faults;

/// <summary>The faults that are set; each command takes at most one of them, the oldest. Thread-safe.</summary>
public sealed class FaultList
{
    private static readonly HashSet<string> Spared =
    [
        "hello",
        "isMaster",
        "ismaster",
        "buildInfo",
        "configureFailPoint",
        "endSessions",
    ];

    private readonly Lock _gate = new();
    private readonly List<Armed> _armed = [];

    public void Add(Fault fault)
    {
        lock (_gate)
            _armed.Add(new Armed(fault, isConfigured: false));
    }

    public void Clear()
    {
        lock (_gate)
            _armed.Clear();
    }

    internal void AddConfigured(Fault fault)
    {
        lock (_gate)
            _armed.Add(new Armed(fault, isConfigured: true));
    }

    /// <summary>There is one fail point, so setting it anew replaces it.</summary>
    internal void ClearConfigured()
    {
        lock (_gate)
            _armed.RemoveAll(a => a.IsConfigured);
    }

    /// <summary>What goes wrong with this command; null for nothing.</summary>
    internal Fault? Take(string command)
    {
        lock (_gate)
        {
            var armed = _armed.Find(a => Concerns(a.Fault, command));
            if (armed is null || !armed.Strikes())
                return null;
            if (armed.IsSpent)
                _armed.Remove(armed);
            return armed.Fault;
        }
    }

    private static bool Concerns(Fault fault, string command) =>
        fault.Commands.Count == 0 ? !Spared.Contains(command) : fault.Commands.Contains(command);

    private sealed class Armed(Fault fault, bool isConfigured)
    {
        private int _toSkip = fault.Skip;
        private int _left = fault.Times;

        public Fault Fault => fault;

        public bool IsConfigured => isConfigured;

        public bool IsSpent => _left == 0;

        public bool Strikes()
        {
            if (_toSkip > 0)
            {
                _toSkip--;
                return false;
            }

            _left--;
            return true;
        }
    }
}
