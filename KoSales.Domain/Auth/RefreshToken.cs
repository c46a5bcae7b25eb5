using System.Text.Json.Serialization;
using KoSales.Domain.Agents;
using NodaTime;

namespace KoSales.Domain.Auth;

/// <summary>A refresh token as the store knows it: by its hash only. One login makes a family; each use
/// replaces the token by the next of the family.</summary>
/// <remarks>
/// A token works once. Showing it again means that two parties hold it, so the whole family is revoked,
/// whoever came first: also when two requests race with the same
/// token, since a thief's request cannot be told from a client's doubled one. A client therefore refreshes
/// from one place at a time.
/// </remarks>
public sealed record RefreshToken : Document
{
    public static readonly Duration Lifetime = Duration.FromDays(30);

    public static readonly Collection<RefreshToken> Collection = new(
        "refresh_tokens",
        () => new RefreshTokenJson(DocumentJson.NewOptions()).RefreshToken,
        new IndexSpec("refresh_tokens_family", "family_id"),
        new IndexSpec("refresh_tokens_of_agent", "agent_id", "-created_at"),
        new IndexSpec("refresh_tokens_expiry", "expires_at") { ExpireAfterSeconds = 0 }
    );

    /// <summary>SHA-256 of the token, lower-case hex.</summary>
    public required string Id { get; init; }

    /// <summary>The session, from login to logout; also the <c>sid</c> of its access tokens.</summary>
    public required string FamilyId { get; init; }

    public required AgentId AgentId { get; init; }

    /// <summary>The agent's token epoch at login; under another one the family is worth nothing.</summary>
    public required int TokenEpoch { get; init; }

    /// <summary>Of the whole family: rotation does not prolong it.</summary>
    public required Instant ExpiresAt { get; init; }

    /// <summary>When it was exchanged for the next; null while unused.</summary>
    public Instant? UsedAt { get; init; }

    /// <summary>When the family ended by logout or reuse; null while it lives.</summary>
    public Instant? RevokedAt { get; init; }

    [JsonIgnore]
    public override string Key => Id;

    /// <summary>The first of a family.</summary>
    public static RefreshToken Start(string hash, string familyId, Agent agent, Instant now) =>
        new()
        {
            Id = hash,
            FamilyId = familyId,
            AgentId = agent.Id,
            TokenEpoch = agent.Security.TokenEpoch,
            ExpiresAt = now + Lifetime,
            CreatedAt = now,
            UpdatedAt = now,
            CreatedBy = agent.Id.Value,
            UpdatedBy = agent.Id.Value,
        };

    /// <summary>What showing this token at that time means.</summary>
    /// <param name="agent">The token's agent, or null when gone.</param>
    public RefreshOutcome Show(Agent? agent, Instant now)
    {
        if (RevokedAt is not null || ExpiresAt <= now)
            return RefreshOutcome.Invalid;
        if (UsedAt is not null)
            return RefreshOutcome.Reused;
        return agent is { MayLogIn: true } && agent.Security.TokenEpoch == TokenEpoch
            ? RefreshOutcome.Rotated
            : RefreshOutcome.Invalid;
    }

    /// <summary>The exchange: this one used, the next stored. Refused as
    /// <see cref="CommitStatus.ConditionFailed"/> when it was used or revoked meanwhile.</summary>
    public WriteBatch Rotate(string nextHash, Instant now) =>
        new WriteBatch()
            .Patch(
                Collection,
                Filter.AllOf(
                    Filter.Eq("id", Id),
                    Filter.Missing("used_at"),
                    Filter.Missing("revoked_at")
                ),
                Stamp("used_at", now),
                expected: 1
            )
            .Insert(
                Collection,
                this with
                {
                    Id = nextHash,
                    Version = 1,
                    CreatedAt = now,
                    UpdatedAt = now,
                }
            );

    /// <summary>Ends the session. Used tokens are stamped too, so that a rotation at the same time collides
    /// with it in the store.</summary>
    public static WriteBatch Revoke(string familyId, string by, Instant now) =>
        new WriteBatch().Patch(
            Collection,
            Filter.AllOf(Filter.Eq("family_id", familyId), Filter.Missing("revoked_at")),
            Stamp("revoked_at", now) with
            {
                By = by,
            }
        );

    /// <summary>Of each session of the agent that can be gone on with, the token that does it.</summary>
    public static Filter LiveOf(Agent agent, Instant now) =>
        Filter.AllOf(
            Filter.Eq("agent_id", agent.Key),
            Filter.Missing("used_at"),
            Filter.Missing("revoked_at"),
            new Filter.Condition("expires_at", FilterOperator.Gt, new FilterValue.Moment(now)),
            new Filter.Condition(
                "token_epoch",
                FilterOperator.Eq,
                new FilterValue.Number(agent.Security.TokenEpoch)
            )
        );

    private static Patch Stamp(string field, Instant now) =>
        new(now, "system") { Set = new Dictionary<string, string?> { [field] = JsonText.Of(now) } };
}

/// <summary>What came of showing a refresh token.</summary>
public enum RefreshOutcome
{
    /// <summary>Good: exchange it.</summary>
    Rotated,

    /// <summary>Shown before: revoke the family.</summary>
    Reused,

    /// <summary>Expired, revoked, of a past epoch, or its agent may not log in.</summary>
    Invalid,
}

[JsonSerializable(typeof(RefreshToken))]
internal sealed partial class RefreshTokenJson : JsonSerializerContext;
