using System.Text.Json;
using System.Text.Json.Serialization;
using NodaTime;

namespace KoSales.Functions.Sla.Clocks;

/// <summary>Who may sweep, until when. It keeps two hosts from doing the same work; that each breach is
/// marked once does not depend on it.</summary>
public sealed record SweepLease : Document
{
    public static readonly Collection<SweepLease> Collection = new(
        "sweep_leases",
        () => new SweepLeaseJson(DocumentJson.NewOptions()).SweepLease
    );

    public required string Id { get; init; }

    public required string Holder { get; init; }

    public required Instant Until { get; init; }

    [JsonIgnore]
    public override string Key => Id;
}

[JsonSerializable(typeof(SweepLease))]
internal sealed partial class SweepLeaseJson : JsonSerializerContext;

/// <summary>Takes and gives back the lease.</summary>
public sealed class SweepLeases(IDocumentStore store)
{
    private const string Id = "sla";

    /// <summary>False while another holder has it. Takes over one that has run out, and one from so far
    /// ahead that only a clock that jumped can have written it.</summary>
    public async Task<bool> TryTakeAsync(
        string holder,
        Instant now,
        Duration length,
        CancellationToken cancellationToken
    )
    {
        var fresh = new WriteBatch().InsertIfAbsent(
            SweepLease.Collection,
            LeaseOf(holder, now, now + length)
        );
        if ((await store.CommitAsync(fresh, cancellationToken)).Affected is [1])
            return true;
        var taken = new WriteBatch().Patch(
            SweepLease.Collection,
            Filter.AllOf(Filter.Eq("id", Id), Free(holder, now, length)),
            Until(holder, now, now + length)
        );
        return (await store.CommitAsync(taken, cancellationToken)).Affected is [1];
    }

    private static SweepLease LeaseOf(string holder, Instant now, Instant until) =>
        new()
        {
            Id = Id,
            Holder = holder,
            Until = until,
            CreatedAt = now,
            UpdatedAt = now,
            CreatedBy = Actor.System.Id,
            UpdatedBy = Actor.System.Id,
        };

    private static Filter Free(string holder, Instant now, Duration length) =>
        Filter.AnyOf(
            Filter.Eq("holder", holder),
            new Filter.Condition("until", FilterOperator.Lte, new FilterValue.Moment(now)),
            new Filter.Condition("until", FilterOperator.Gt, new FilterValue.Moment(now + length))
        );

    public async Task ReleaseAsync(
        string holder,
        Instant now,
        CancellationToken cancellationToken
    ) =>
        await store.CommitAsync(
            new WriteBatch().Patch(
                SweepLease.Collection,
                Filter.AllOf(Filter.Eq("id", Id), Filter.Eq("holder", holder)),
                Until(holder, now, now)
            ),
            cancellationToken
        );

    private static Patch Until(string holder, Instant now, Instant until) =>
        new(now, Actor.System.Id)
        {
            Set = new Dictionary<string, string?>
            {
                ["holder"] = JsonSerializer.Serialize(holder),
                ["until"] = JsonText.Of(until),
            },
        };
}
