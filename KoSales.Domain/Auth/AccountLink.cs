using System.Text.Json.Serialization;
using KoSales.Domain.Agents;
using NodaTime;

namespace KoSales.Domain.Auth;

/// <summary>What the link in a mail is for.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<LinkPurpose>))]
public enum LinkPurpose
{
    /// <summary>Chooses the first password of an account that has none.</summary>
    [JsonStringEnumMemberName("invite")]
    Invite,

    /// <summary>Chooses a new password in place of a forgotten one.</summary>
    [JsonStringEnumMemberName("reset")]
    Reset,
}

/// <summary>Leave to choose a password once, for whoever gets the mail. Removed when it is used, together
/// with the agent's other links.</summary>
/// <remarks>Made by the request; its token is made when the mail is, so that neither the store nor an event
/// ever holds one. A mail that is sent again has another token, and both are good.</remarks>
public sealed record AccountLink : Document
{
    public static readonly Duration InviteLifetime = Duration.FromHours(72);

    public static readonly Duration ResetLifetime = Duration.FromHours(1);

    /// <summary>Links that are mailed to an agent within an hour; what is asked for beyond is not
    /// sent.</summary>
    public const int MostPerHour = 5;

    private const int MostTokens = 8;

    public static readonly Collection<AccountLink> Collection = new(
        "account_links",
        () => new AccountLinkJson(DocumentJson.NewOptions()).AccountLink,
        new IndexSpec("account_links_agent", "agent_id", "sent_at"),
        new IndexSpec("account_links_expiry", "expires_at") { ExpireAfterSeconds = 0 }
    );

    /// <summary>An <see cref="OrderedId"/>; the first part of its tokens.</summary>
    public required string Id { get; init; }

    public required LinkPurpose Purpose { get; init; }

    /// <summary>Null where an address was given that nobody has: then it opens nothing, and is there so that
    /// asking takes as long.</summary>
    public AgentId? AgentId { get; init; }

    /// <summary>SHA-256 of the secrets that were mailed, lower-case hex.</summary>
    public IReadOnlyList<string> SecretHashes
    {
        get;
        init => field = value ?? [];
    } = [];

    /// <summary>When it was first mailed; null before.</summary>
    public Instant? SentAt { get; init; }

    public required Instant ExpiresAt { get; init; }

    [JsonIgnore]
    public override string Key => Id;

    public static AccountLink New(LinkPurpose purpose, AgentId? agent, Command command) =>
        new()
        {
            Id = OrderedId.Next(command.Now),
            Purpose = purpose,
            AgentId = agent,
            ExpiresAt = command.Now + LifetimeOf(purpose),
            CreatedAt = command.Now,
            UpdatedAt = command.Now,
            CreatedBy = command.Actor.Id,
            UpdatedBy = command.Actor.Id,
        };

    /// <summary>With one more secret that opens it.</summary>
    public AccountLink Mailed(string secretHash, Instant now) =>
        this with
        {
            Version = Version + 1,
            SecretHashes = [.. SecretHashes.TakeLast(MostTokens - 1), secretHash],
            SentAt = SentAt ?? now,
            UpdatedAt = now,
        };

    /// <summary>Whether it still is good for the agent: an invitation until there is a password, a reset
    /// until the password is changed.</summary>
    public bool IsGoodFor(Agent agent, Instant now)
    {
        if (agent.Id != AgentId || !agent.MayLogIn || ExpiresAt <= now)
            return false;
        return Purpose switch
        {
            LinkPurpose.Invite => agent.PasswordHash is null,
            LinkPurpose.Reset => agent.Security.PasswordChangedAt is not { } changed
                || changed <= CreatedAt,
        };
    }

    private static Duration LifetimeOf(LinkPurpose purpose) =>
        purpose switch
        {
            LinkPurpose.Invite => InviteLifetime,
            LinkPurpose.Reset => ResetLifetime,
        };
}

[JsonSerializable(typeof(AccountLink))]
internal sealed partial class AccountLinkJson : JsonSerializerContext;
