namespace KoSales.Domain.Tasks;

/// <summary>Which tasks an actor may see or work on.</summary>
public static class TaskScope
{
    public static Filter Of(Actor actor) => HolderScope.Of(actor);

    /// <summary>The same for a task in hand.</summary>
    public static bool Sees(Actor actor, SalesTask task) =>
        HolderScope.Sees(actor, task.OwnerId, task.TeamId);
}
