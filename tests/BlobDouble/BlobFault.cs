namespace KoSales.BlobDouble;

/// <summary>A request of the blob service, under the name that its documentation has.</summary>
public enum BlobOperation
{
    CreateContainer,
    GetContainerProperties,
    ListBlobs,
    PutBlob,
    PutBlock,
    PutBlockList,
    GetBlob,
    GetBlobProperties,
    DeleteBlob,
}

public enum BlobFault
{
    /// <summary>503, ServerBusy; nothing is done.</summary>
    Busy,

    /// <summary>403, AuthenticationFailed; nothing is done.</summary>
    Refused,

    /// <summary>The connection breaks; nothing is done.</summary>
    Broken,

    /// <summary>It is done, and the connection breaks before the answer.</summary>
    LostReply,

    /// <summary>Half of the answer's body comes, then the connection breaks.</summary>
    CutBody,
}

/// <summary>What goes wrong on command. Thread-safe.</summary>
public sealed class BlobFaultList
{
    private readonly Lock _lock = new();
    private readonly List<Planned> _planned = [];

    /// <param name="operation">Null for any.</param>
    /// <param name="times">For so many requests.</param>
    public void Add(BlobFault fault, BlobOperation? operation = null, int times = 1)
    {
        lock (_lock)
            _planned.Add(new Planned(fault, operation, times));
    }

    public void Clear()
    {
        lock (_lock)
            _planned.Clear();
    }

    internal BlobFault? Take(BlobOperation operation)
    {
        lock (_lock)
        {
            var at = _planned.FindIndex(p => p.Operation is null || p.Operation == operation);
            if (at < 0)
                return null;
            var planned = _planned[at];
            _planned[at] = planned with { Times = planned.Times - 1 };
            _planned.RemoveAll(p => p.Times == 0);
            return planned.Fault;
        }
    }

    private sealed record Planned(BlobFault Fault, BlobOperation? Operation, int Times);
}

/// <summary>A request that has come in.</summary>
/// <param name="Sent">Bytes of its body.</param>
/// <param name="Range">As the client asked; null for none.</param>
public sealed record SeenRequest(BlobOperation Operation, string Blob, long Sent, string? Range);

/// <summary>Thread-safe.</summary>
public sealed class RequestLog
{
    private readonly Lock _lock = new();
    private readonly List<SeenRequest> _seen = [];

    public IReadOnlyList<SeenRequest> Of(BlobOperation operation)
    {
        lock (_lock)
            return [.. _seen.Where(r => r.Operation == operation)];
    }

    internal void Add(SeenRequest request)
    {
        lock (_lock)
            _seen.Add(request);
    }
}
