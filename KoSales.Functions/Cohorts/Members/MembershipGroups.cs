using KoSales.Domain.Cohorts;

namespace KoSales.Functions.Cohorts.Members;

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
    /// <param name="change">Paths as for <see cref="CohortIndex.Touched"/>, and the id of the event that
    /// tells of them.</param>
    public Task SettleAsync(
        EntityKind kind,
        IReadOnlyCollection<string> entityIds,
        (IReadOnlyCollection<string>? Paths, string Cause) change,
        CancellationToken cancellationToken
    )
    {
        var key = new Key(
            kind,
            change.Paths is null
                ? "*"
                : string.Join(' ', change.Paths.Order(StringComparer.Ordinal))
        );
        lock (_gate)
        {
            if (!_waiting.TryGetValue(key, out var group) || group.Ids.Count >= MostTogether)
            {
                group = _waiting[key] = new Group(change.Paths, change.Cause);
                _last[key] = group.Done = RunAsync(
                    key,
                    group,
                    _last.GetValueOrDefault(key) ?? Task.CompletedTask
                );
            }

            group.Ids.UnionWith(entityIds);
            return group.Done.WaitAsync(cancellationToken);
        }
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
                index => index.Touched(group.Paths),
                group.Cause,
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

    private readonly record struct Key(EntityKind Kind, string Paths);

    private sealed class Group(IReadOnlyCollection<string>? paths, string cause)
    {
        public IReadOnlyCollection<string>? Paths => paths;

        /// <summary>Of the event that began the group.</summary>
        public string Cause => cause;

        public HashSet<string> Ids { get; } = new(StringComparer.Ordinal);

        public Task Done { get; set; } = Task.CompletedTask;
    }
}
