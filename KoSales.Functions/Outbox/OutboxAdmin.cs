using System.Text.Json.Serialization;
using NodaTime;

namespace KoSales.Functions.Outbox;

/// <summary>An event that was set aside, or several of one commit that share its row.</summary>
public sealed record OutboxView
{
    public required string Id { get; init; }

    public required int Version { get; init; }

    /// <summary><c>parcel</c> for several.</summary>
    public required string Type { get; init; }

    /// <summary>The types of all of them, each once. Those that a release before this one set aside lack
    /// it.</summary>
    public IReadOnlyList<string>? EventTypes { get; init; }

    public required EntityRef Entity { get; init; }

    public required IReadOnlyList<string> Changed { get; init; }

    /// <summary>The several, in order; empty for one.</summary>
    public required IReadOnlyList<OutboxPart> Parcel { get; init; }

    public required string Causation { get; init; }

    public required int Attempts { get; init; }

    public required Instant NextAttemptAt { get; init; }

    public string? DeadReason { get; init; }

    public required Instant CreatedAt { get; init; }

    public required Instant UpdatedAt { get; init; }
}

/// <summary>One of several events in a row.</summary>
public sealed record OutboxPart
{
    public required string Type { get; init; }

    public required EntityRef Entity { get; init; }

    public required IReadOnlyList<string> Changed { get; init; }
}

[JsonSerializable(typeof(OutboxView))]
internal sealed partial class OutboxContractsJson : JsonSerializerContext;

/// <summary>What an administrator does about events that were set aside.</summary>
public sealed class OutboxAdmin(IDocumentStore store)
{
    internal static readonly ListSpec<OutboxView> Dead = new()
    {
        Name = "outbox",
        Noun = "event",
        Collection = OutboxEvents.Collection,
        Fields = new Dictionary<string, FieldType>
        {
            ["event_types"] = FieldType.TextList,
            ["type"] = FieldType.Text,
            ["entity.type"] = FieldType.Text,
            ["entity.id"] = FieldType.Text,
            ["created_at"] = FieldType.Instant,
        },
        Base = Filter.Present("dead_reason"),
        Scope = _ => Filter.Everything,
    };

    internal static readonly ResourceAnswers<OutboxEvent> Answers = new(
        "admin/outbox",
        OutboxEvents.Collection,
        Dead.View
    );

    /// <summary>Gives a dead event all its attempts again, from now on. Not found: absent, delivered, or
    /// not dead.</summary>
    public async Task<Verdict<OutboxEvent>> ReplayAsync(
        string id,
        Command command,
        CancellationToken cancellationToken
    )
    {
        var found = await store.FindAsync(OutboxEvents.Collection, id, cancellationToken);
        if (found?.DeadReason is null)
            return Fault.NotFound("event", id);
        var again = Revived(found, command);
        var batch = new WriteBatch().Replace(OutboxEvents.Collection, again);
        command.RecordAnswer(batch, again);
        return (await store.CommitAsync(batch, cancellationToken)).IsCommitted
            ? again
            : Fault.NotFound("event", id);
    }

    private static OutboxEvent Revived(OutboxEvent dead, Command command) =>
        dead with
        {
            Version = dead.Version + 1,
            Attempts = 0,
            DeadReason = null,
            EventTypes = null,
            NextAttemptAt = command.Now,
            UpdatedAt = command.Now,
            UpdatedBy = command.Actor.Id,
        };
}
