namespace KoSales.MongoDouble;

/// <summary>What the server says it is.</summary>
public sealed record MongoDoubleOptions
{
    /// <summary>Decides what drivers and apps ask of it: the command bulkWrite, for one, is there from 8.0
    /// on.</summary>
    public Version Version { get; init; } = new(7, 0, 14);

    /// <summary>False: a single server without replica set, which has no transactions.</summary>
    public bool IsReplicaSet { get; init; } = true;

    /// <summary>0 for any free port.</summary>
    public int Port { get; init; }

    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>The wire version that belongs to <see cref="Version"/>.</summary>
    internal int WireVersion =>
        (Version.Major, Version.Minor) switch
        {
            (>= 8, _) => 25,
            (7, _) => 21,
            (6, _) => 17,
            (5, _) => 13,
            (4, >= 4) => 9,
            _ => 8,
        };
}
