using KoSales.Domain.Cohorts;

namespace KoSales.Functions.Cohorts.Members;

/// <param name="Paths">As for <see cref="CohortIndex.Touched"/>.</param>
/// <param name="Cause">Id of the event that tells of them.</param>
public sealed record TouchedPaths(IReadOnlyCollection<string>? Paths, string Cause);

/// <summary>Settles changes that come at the same time together: one read and one commit for all of them,
/// as when an import makes hundreds of leads at once.</summary>
/// <remarks>One group of each kind of change is under way at a time; what comes meanwhile makes the
/// next.</remarks>
public sealed class MembershipGroups(MembershipWriter writer)
{
    private const int MostTogether = 500;

    private readonly Lock _gate = new();
    private readonly Dictionary<Key, Group> _waiting = [];
    private readonly Dictionary<Key, Task> _last = [];

    /// <summary>Returns when the entities are settled; throws what the group's settlement threw.</summary>
    public Task SettleAsync(
        EntityKind kind,
        IReadOnlyCollection<string> entityIds,
        TouchedPaths touched,
        CancellationToken cancellationToken
    )
    {
        var key = Key.Of(kind, touched.Paths);
        lock (_gate)
        {
            if (!_waiting.TryGetValue(key, out var group) || group.Ids.Count >= MostTogether)
                group = Begin(key, touched);
            group.Ids.UnionWith(entityIds);
            return group.Done.WaitAsync(cancellationToken);
        }
    }

    /// <summary>Runs after the group before it. Called with the gate closed.</summary>
    private Group Begin(Key key, TouchedPaths touched)
    {
        var before = _last.GetValueOrDefault(key) ?? Task.CompletedTask;
        var group = new Group(touched);
        _waiting[key] = group;
        group.Done = RunAsync(key, group, before);
        _last[key] = group.Done;
        return group;
    }

    private async Task RunAsync(Key key, Group group, Task before)
    {
        await Task.WhenAny(before).ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        lock (_gate)
        {
            // From here on others begin the next group.
            if (_waiting.GetValueOrDefault(key) == group)
                _waiting.Remove(key);
        }

        try
        {
            await writer.SettleAsync(
                key.Kind,
                group.Ids,
                index => index.Touched(group.Touched.Paths),
                group.Touched.Cause,
                CancellationToken.None
            );
        }
        finally
        {
            lock (_gate)
            {
                if (_last.GetValueOrDefault(key) == group.Done)
                    _last.Remove(key);
            }
        }
    }

    private readonly record struct Key(EntityKind Kind, string Paths)
    {
        public static Key Of(EntityKind kind, IReadOnlyCollection<string>? paths) =>
            new(kind, paths is null ? "*" : string.Join(' ', paths.Order(StringComparer.Ordinal)));
    }

    private sealed class Group(TouchedPaths touched)
    {
        /// <summary>By the event that began the group.</summary>
        public TouchedPaths Touched => touched;

        public HashSet<string> Ids { get; } = new(StringComparer.Ordinal);

        public Task Done { get; set; } = Task.CompletedTask;
    }
}
