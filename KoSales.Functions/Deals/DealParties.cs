using KoSales.Domain.Deals;
using KoSales.Functions.Entities.Changing;

namespace KoSales.Functions.Deals;

/// <summary>Tells those whom a deal no longer names, since the deal's own event knows only of those that it
/// names now.</summary>
public sealed class DealParties : IEntityFollower<Deal>
{
    /// <summary>About the lead, contact or customer; the app tells it itself and nobody else.</summary>
    public const string Left = "deals.left";

    public ValueTask FollowAsync(
        WriteBatch batch,
        Deal? before,
        Deal after,
        Command command,
        CancellationToken cancellationToken
    )
    {
        if (before is null)
            return ValueTask.CompletedTask;
        foreach (var reference in DealSpecs.Life.References)
        {
            if (reference.Read(before) is { } former && former != reference.Read(after))
                batch.Emit(command, new OutboxFact(Left, new EntityRef(reference.Kind, former)));
        }

        return ValueTask.CompletedTask;
    }
}
