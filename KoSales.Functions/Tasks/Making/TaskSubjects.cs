using System.Collections.Frozen;
using KoSales.Domain.Pii;

namespace KoSales.Functions.Tasks.Making;

/// <summary>What a task is about, as far as the task cares.</summary>
public sealed record TaskSubject(
    EntityRef Ref,
    string? OwnerId,
    string? TeamId,
    string? PipelineId,
    string? Stage
)
{
    /// <summary>Channels by which it may not be contacted.</summary>
    public IReadOnlySet<ConsentChannel> Barred { get; init; } = FrozenSet<ConsentChannel>.Empty;

    public static Fault BarredFault { get; } =
        Fault.Conflict(
            "task.contact_barred",
            "They asked not to be contacted that way; see the consents of their personal data."
        );
}

/// <summary>The entities of one kind that tasks may be about. Registered as a singleton.</summary>
public interface ITaskSubjects
{
    EntityKind Kind { get; }

    /// <summary>Null for absent, deleted and out of the actor's scope.</summary>
    ValueTask<TaskSubject?> FindAsync(string id, Actor actor, CancellationToken cancellationToken);
}

/// <summary>The entities that tasks, notes and calls may be about, of every kind.</summary>
public sealed class TaskSubjects(IEnumerable<ITaskSubjects> kinds)
{
    /// <summary>Null for absent, deleted and out of the actor's scope, and for kinds that there are no
    /// entities of.</summary>
    public async ValueTask<TaskSubject?> FindAsync(
        EntityRef entity,
        Actor actor,
        CancellationToken cancellationToken
    ) =>
        kinds.FirstOrDefault(k => k.Kind == entity.Type) is { } kind
            ? await kind.FindAsync(entity.Id, actor, cancellationToken)
            : null;
}
