using System.Globalization;

namespace KoSales.BlobDouble;

/// <summary>A blob as it was committed.</summary>
internal sealed record Blob(byte[] Content, string ETag, DateTimeOffset Written)
{
    public IReadOnlyDictionary<string, string> Metadata { get; init; } =
        new Dictionary<string, string>();

    /// <summary>The blocks it was made of; none for one that was put whole.</summary>
    public IReadOnlyDictionary<string, byte[]> Blocks { get; init; } =
        new Dictionary<string, byte[]>();
}

/// <summary>A refusal with the code that the service gives.</summary>
internal sealed class BlobRefusal(int status, string code) : Exception(code)
{
    public int Status { get; } = status;

    public string Code { get; } = code;
}

/// <summary>The conditions of a request.</summary>
internal sealed record BlobConditions(string? IfMatch, string? IfNoneMatch);

/// <summary>What the account holds. Thread-safe: one request at a time.</summary>
internal sealed class BlobAccountState(int listPage)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Container> _containers = [];
    private long _etags;

    public void CreateContainer(string name)
    {
        lock (_lock)
        {
            if (!_containers.TryAdd(name, new Container()))
                throw new BlobRefusal(409, "ContainerAlreadyExists");
        }
    }

    public void RequireContainer(string name)
    {
        lock (_lock)
            _ = In(name);
    }

    public IReadOnlyList<string> NamesOf(string container)
    {
        lock (_lock)
            return _containers.TryGetValue(container, out var found) ? [.. found.Blobs.Keys] : [];
    }

    /// <returns>A page, and the name that the next one begins with; empty for the last.</returns>
    public (IReadOnlyList<KeyValuePair<string, Blob>> Page, string Next) List(
        string container,
        string prefix,
        string marker
    )
    {
        lock (_lock)
        {
            var from = In(container)
                .Blobs.Where(b =>
                    b.Key.StartsWith(prefix, StringComparison.Ordinal)
                    && string.CompareOrdinal(b.Key, marker) >= 0
                )
                .Take(listPage + 1)
                .ToArray();
            return from.Length > listPage ? (from[..listPage], from[listPage].Key) : (from, "");
        }
    }

    public Blob Get(string container, string name, BlobConditions conditions)
    {
        lock (_lock)
        {
            var blob =
                In(container).Blobs.GetValueOrDefault(name)
                ?? throw new BlobRefusal(404, "BlobNotFound");
            if (conditions.IfMatch is { } etag && etag != "*" && etag != blob.ETag)
                throw new BlobRefusal(412, "ConditionNotMet");
            return blob;
        }
    }

    public bool Has(string container, string name)
    {
        lock (_lock)
            return In(container).Blobs.ContainsKey(name);
    }

    public Blob Put(
        string container,
        string name,
        byte[] content,
        IReadOnlyDictionary<string, string> metadata,
        BlobConditions conditions
    )
    {
        lock (_lock)
        {
            RefuseWrite(container, name, conditions);
            return Keep(container, name, New(content) with { Metadata = metadata });
        }
    }

    public void PutBlock(string container, string name, string id, byte[] content)
    {
        lock (_lock)
        {
            var staged = In(container).StagedOf(name);
            if (staged.Keys.Any(k => k.Length != id.Length))
                throw new BlobRefusal(400, "InvalidBlobOrBlock");
            staged[id] = content;
        }
    }

    /// <summary>Looks for each block among the staged ones first, as <c>Latest</c> says. All staged blocks
    /// of the blob are gone then, whoever's they are.</summary>
    public Blob PutBlockList(
        string container,
        string name,
        IReadOnlyList<string> ids,
        IReadOnlyDictionary<string, string> metadata,
        BlobConditions conditions
    )
    {
        lock (_lock)
        {
            RefuseWrite(container, name, conditions);
            var staged = In(container).StagedOf(name);
            var committed = In(container).Blobs.GetValueOrDefault(name)?.Blocks;
            var blocks = new Dictionary<string, byte[]>();
            foreach (var id in ids)
                blocks[id] =
                    staged.GetValueOrDefault(id)
                    ?? committed?.GetValueOrDefault(id)
                    ?? throw new BlobRefusal(400, "InvalidBlockList");
            var content = ids.SelectMany(id => blocks[id]).ToArray();
            return Keep(
                container,
                name,
                New(content) with
                {
                    Blocks = blocks,
                    Metadata = metadata,
                }
            );
        }
    }

    public void Delete(string container, string name)
    {
        lock (_lock)
        {
            if (!In(container).Blobs.Remove(name))
                throw new BlobRefusal(404, "BlobNotFound");
        }
    }

    private Container In(string name) =>
        _containers.GetValueOrDefault(name) ?? throw new BlobRefusal(404, "ContainerNotFound");

    private void RefuseWrite(string container, string name, BlobConditions conditions)
    {
        var there = In(container).Blobs.GetValueOrDefault(name);
        if (conditions.IfNoneMatch == "*" && there is not null)
            throw new BlobRefusal(409, "BlobAlreadyExists");
        if (conditions.IfMatch is { } etag && etag != there?.ETag)
            throw new BlobRefusal(412, "ConditionNotMet");
    }

    private Blob Keep(string container, string name, Blob blob)
    {
        In(container).Blobs[name] = blob;
        In(container).Staged.Remove(name);
        return blob;
    }

    private Blob New(byte[] content)
    {
        var etag = string.Create(CultureInfo.InvariantCulture, $"\"0x{++_etags:X16}\"");
        return new Blob(content, etag, TimeProvider.System.GetUtcNow());
    }

    private sealed class Container
    {
        public SortedDictionary<string, Blob> Blobs { get; } = new(StringComparer.Ordinal);

        public Dictionary<string, Dictionary<string, byte[]>> Staged { get; } = [];

        public Dictionary<string, byte[]> StagedOf(string name)
        {
            if (!Staged.TryGetValue(name, out var blocks))
                Staged[name] = blocks = [];
            return blocks;
        }
    }
}
