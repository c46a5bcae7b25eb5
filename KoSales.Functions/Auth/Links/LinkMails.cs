using System.Text.Json;
using System.Text.Json.Serialization;
using KoSales.Domain.Agents;
using KoSales.Domain.Auth;
using KoSales.Functions.Mail;
using KoSales.Functions.Outbox;
using KoSales.Functions.Passwords;
using KoSales.Functions.Writing;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using NodaTime;

namespace KoSales.Functions.Auth.Links;

/// <summary>What the event of a link says.</summary>
public sealed record LinkFacts(string LinkId);

[JsonSerializable(typeof(LinkFacts))]
internal sealed partial class LinkFactsJson : JsonSerializerContext
{
    public static LinkFactsJson Wire { get; } = new(DocumentJson.NewOptions());
}

internal static class LinkEvents
{
    public const string Wanted = "account_link.wanted";

    /// <summary>Its entity is the link.</summary>
    public static WriteBatch EmitWanted(this WriteBatch batch, AccountLink link, Command command) =>
        batch.Emit(
            command,
            new OutboxFact(Wanted, new EntityRef(EntityKind.Lead, link.Id))
            {
                Data = JsonSerializer.SerializeToElement(
                    new LinkFacts(link.Id),
                    LinkFactsJson.Wire.LinkFacts
                ),
            }
        );
}

/// <summary>Makes the secret of a link and mails it, with the patience of the outbox.</summary>
public sealed class LinkMails(
    IDocumentStore store,
    Commits commits,
    IMailer mailer,
    IOptions<MailSettings> settings,
    TimeProvider time,
    ILogger<LinkMails> logger
) : IEventHandler
{
    public IReadOnlyCollection<string> Types { get; } = [LinkEvents.Wanted];

    public bool IsAwaited => false;

    public async Task HandleAsync(OutboxEvent outboxEvent, CancellationToken cancellationToken)
    {
        var facts = outboxEvent.Data!.Value.Deserialize(LinkFactsJson.Wire.LinkFacts)!;
        var now = Instant.FromDateTimeOffset(time.GetUtcNow());
        var link = await store.FindAsync(AccountLink.Collection, facts.LinkId, cancellationToken);
        if (link?.AgentId is not { } agentId)
            return;
        var agent = await store.FindAsync(Agent.Collection, agentId.Value, cancellationToken);
        if (agent is null || !link.IsGoodFor(agent, now))
            return;
        if (!mailer.IsSetUp || await IsFloodAsync(link, now, cancellationToken))
        {
            Log.LinkNotSent(logger, agent.Key);
            return;
        }

        var secret = SecretTokens.New();
        if (await KeepAsync(link.Id, SecretTokens.Hash(secret), now, cancellationToken))
            await mailer.SendAsync(LetterOf(link, agent, secret), cancellationToken);
    }

    /// <summary>The hash is kept before the mail goes out. False when the link was used meanwhile.</summary>
    private Task<bool> KeepAsync(
        string id,
        string hash,
        Instant now,
        CancellationToken cancellationToken
    ) =>
        commits.CarryAsync(
            $"account link {id}",
            async attempt =>
            {
                var link = await store.FindAsync(AccountLink.Collection, id, cancellationToken);
                if (link is null)
                    return false;
                attempt.Batch.Replace(AccountLink.Collection, link.Mailed(hash, now));
                return true;
            },
            cancellationToken
        );

    /// <summary>Whether the agent was mailed as many links lately as anybody is.</summary>
    private async Task<bool> IsFloodAsync(
        AccountLink link,
        Instant now,
        CancellationToken cancellationToken
    )
    {
        var lately = Filter.AllOf(
            Filter.Eq("agent_id", link.AgentId!.Value.Value),
            new Filter.Condition(
                "sent_at",
                FilterOperator.Gt,
                new FilterValue.Moment(now - Duration.FromHours(1))
            ),
            new Filter.Not(Filter.Eq("id", link.Id))
        );
        return await store.CountAsync(AccountLink.Collection, lately, cancellationToken)
            >= AccountLink.MostPerHour;
    }

    private Letter LetterOf(AccountLink link, Agent agent, string secret)
    {
        var page = link.Purpose switch
        {
            LinkPurpose.Invite => "accept-invite",
            LinkPurpose.Reset => "reset-password",
        };
        // Behind the #, which browsers keep to themselves: no log of a server has it.
        var address =
            $"{settings.Value.AppUrl.TrimEnd('/')}/{page}#token={LinkTokens.Of(link, secret)}";
        return new Letter(agent.Email, SubjectOf(link), TextOf(link, agent, address), address);
    }

    private static string SubjectOf(AccountLink link) =>
        link.Purpose switch
        {
            LinkPurpose.Invite => "Your account at KO Sales",
            LinkPurpose.Reset => "A new password for KO Sales",
        };

    private static string TextOf(AccountLink link, Agent agent, string address) =>
        link.Purpose switch
        {
            LinkPurpose.Invite => $"""
                Hello {agent.Name},

                an account at KO Sales was made for you. Choose your password here, within three days:

                {address}

                """,
            LinkPurpose.Reset => $"""
                Hello {agent.Name},

                somebody asked for a new password for your account at KO Sales. Choose it here, within an hour:

                {address}

                If it was not you, do nothing: your password stays as it is.

                """,
        };
}
