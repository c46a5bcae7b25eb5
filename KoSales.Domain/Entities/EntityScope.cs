namespace KoSales.Domain.Entities;

/// <summary>Which entities an actor may see or change: as <see cref="HolderScope"/> says of whoever has
/// them.</summary>
public static class EntityScope
{
    public static bool Sees(Actor actor, Entity entity) =>
        HolderScope.Sees(actor, entity.OwnerId, entity.TeamId);
}
