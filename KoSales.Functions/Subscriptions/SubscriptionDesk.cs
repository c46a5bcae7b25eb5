using System.Text.Json;
using KoSales.Domain.Webhooks;
using KoSales.Functions.Inbound.Secrets;
using KoSales.Functions.Writing;
using Microsoft.Extensions.Options;
using NodaTime;

namespace KoSales.Functions.Subscriptions;

/// <summary>Which change of which subscription.</summary>
public sealed record SubscriptionCall(string Id, Command Command)
{
    /// <summary>Null when the caller does not mind which version it is.</summary>
    public IfMatch? IfMatch { get; init; }
}

/// <summary>Subscribes other systems to events. What it changes counts on this instance at once.</summary>
public sealed class SubscriptionDesk(
    IDocumentStore store,
    IdAllocator ids,
    Items items,
    Commits commits,
    SubscriptionSecrets secrets,
    SubscriptionCache cache,
    IOptions<WebhookSettings> settings
)
{
    private static readonly string[] NeverCleared = ["name", "url", "event_types", "status"];

    public async Task<Verdict<IssuedSecret>> SubscribeAsync(
        CreateSubscription body,
        Command command,
        CancellationToken cancellationToken
    )
    {
        var draft = Draft(body, command);
        var faults = SubscriptionChecks.Of(draft, Addresses);
        if (faults.Count > 0)
            return Verdict<IssuedSecret>.Refuse(faults);
        var id = await ids.NextAsync<WebhookSubscriptionId>(cancellationToken);
        var secret = secrets.New(id, command.Now);
        var subscription = Plain(draft) with { Id = id, Secrets = [secret.Kept] };
        var made = await InsertAsync(subscription, command, cancellationToken);
        return made.IsRefused ? made.Refusal : Issued(made.Value, secret);
    }

    public Task<Verdict<WebhookSubscription>> EditAsync(
        SubscriptionCall call,
        PatchRequest<EditSubscription> patch,
        CancellationToken cancellationToken
    ) =>
        ChangeAsync(
            call with
            {
                IfMatch = patch.Patch.IfMatch,
            },
            (current, _) => Edited(current, patch, call.Command),
            cancellationToken
        );

    public Task<Verdict<WebhookSubscription>> DeleteAsync(
        SubscriptionCall call,
        CancellationToken cancellationToken
    ) => ChangeAsync(call, (current, _) => current.Delete(call.Command), cancellationToken);

    /// <summary>Active again, with its failures forgotten.</summary>
    public Task<Verdict<WebhookSubscription>> EnableAsync(
        SubscriptionCall call,
        CancellationToken cancellationToken
    ) =>
        ChangeAsync(
            call,
            (current, batch) =>
            {
                batch.Patch(
                    SubscriptionFigures.Collection,
                    Filter.Eq("id", current.Key),
                    FiguresPatches.Forgotten(call.Command.Now)
                );
                return current.Enable(call.Command);
            },
            cancellationToken
        );

    public async Task<Verdict<IssuedSecret>> RotateAsync(
        SubscriptionCall call,
        RotateSecret body,
        CancellationToken cancellationToken
    )
    {
        var grace = body.GraceHours is { } hours ? Duration.FromHours(hours) : SigningSecrets.Grace;
        var secret = secrets.New(WebhookSubscriptionId.Of(call.Id), call.Command.Now);
        var rotated = await ChangeAsync(
            call,
            (current, _) => current.Rotate(secret.Kept, grace, call.Command),
            cancellationToken
        );
        return rotated.IsRefused ? rotated.Refusal : Issued(rotated.Value, secret);
    }

    private WebhookAddressRules Addresses => settings.Value.Addresses;

    private Task<Verdict<WebhookSubscription>> InsertAsync(
        WebhookSubscription subscription,
        Command command,
        CancellationToken cancellationToken
    ) =>
        commits.DecideAsync<WebhookSubscription>(
            Fault.Busy("webhook_subscription.busy", "The webhook subscription"),
            attempt =>
            {
                attempt
                    .Batch.Insert(WebhookSubscription.Collection, subscription)
                    .Insert(SubscriptionFigures.Collection, FiguresPatches.Of(subscription));
                attempt.WhenSettled(cache.Evict);
                return new(subscription);
            },
            cancellationToken,
            async (taken, _) => await NameTakenAsync(taken, cancellationToken)
        );

    private Task<Verdict<WebhookSubscription>> ChangeAsync(
        SubscriptionCall call,
        Func<WebhookSubscription, WriteBatch, Verdict<WebhookSubscription>> decide,
        CancellationToken cancellationToken
    ) =>
        commits.DecideAsync<WebhookSubscription>(
            Fault.Busy(
                "webhook_subscription.busy",
                $"The webhook subscription {QueryFaults.Shown(call.Id)}"
            ),
            async attempt =>
            {
                var found = await items.LoadAsync(
                    SubscriptionLists.Subscriptions,
                    WebhookSubscription.Collection,
                    call.Id,
                    call.IfMatch,
                    call.Command.Actor,
                    cancellationToken
                );
                if (found.IsRefused)
                    return found;
                var decided = decide(found.Value, attempt.Batch);
                if (decided.IsRefused)
                    return decided;
                attempt.Batch.Replace(WebhookSubscription.Collection, decided.Value);
                call.Command.RecordAnswer(attempt.Batch, decided.Value);
                attempt.WhenSettled(cache.Evict);
                return decided;
            },
            cancellationToken,
            async (taken, _) => await NameTakenAsync(taken, cancellationToken)
        );

    private Verdict<WebhookSubscription> Edited(
        WebhookSubscription current,
        PatchRequest<EditSubscription> patch,
        Command command
    )
    {
        var cleared = patch.Patch.Cleared(NeverCleared);
        var turned = patch.Edit.Status is { } status ? current.Turned(status) : current;
        if (turned.IsRefused && turned.Faults[0].Kind == FaultKind.Conflict)
            return turned;
        var proposed = Patched(turned.IsRefused ? current : turned.Value, patch.Edit) with
        {
            Selection = patch.Patch.Has("filter") ? FilterOf(patch.Edit.Filter) : current.Selection,
        };
        Fault[] faults =
        [
            .. cleared,
            .. turned.Faults,
            .. SubscriptionChecks.Of(proposed, Addresses),
        ];
        return faults.Length > 0
            ? Verdict<WebhookSubscription>.Refuse(faults)
            : Plain(proposed).Next(command);
    }

    private static WebhookSubscription Patched(
        WebhookSubscription current,
        EditSubscription edit
    ) =>
        current with
        {
            Name = edit.Name?.Trim() ?? current.Name,
            Url = edit.Url ?? current.Url,
            EventTypes = edit.EventTypes is { } types ? Distinct(types) : current.EventTypes,
        };

    private static WebhookSubscription Draft(CreateSubscription body, Command command) =>
        new()
        {
            Id = default,
            Name = body.Name.Trim(),
            Url = body.Url,
            EventTypes = Distinct(body.EventTypes),
            Selection = FilterOf(body.Filter),
            CreatedAt = command.Now,
            UpdatedAt = command.Now,
            CreatedBy = command.Actor.Id,
            UpdatedBy = command.Actor.Id,
        };

    /// <summary>With its address in its plain form.</summary>
    private WebhookSubscription Plain(WebhookSubscription subscription) =>
        subscription with
        {
            Url = Addresses.Read(subscription.Url).Value.AbsoluteUri,
        };

    private static IReadOnlyList<string> Distinct(IReadOnlyList<string> types) =>
        [.. types.Distinct(StringComparer.Ordinal)];

    private static JsonElement? FilterOf(JsonElement? filter) =>
        filter is { ValueKind: JsonValueKind.Null or JsonValueKind.Undefined } ? null : filter;

    private static IssuedSecret Issued(WebhookSubscription subscription, NewSecret secret) =>
        new()
        {
            Id = subscription.Id,
            Version = subscription.Version,
            Secret = secret.Text,
            Subscription = SubscriptionView.Of(subscription),
        };

    /// <summary>Null when the name is free after all.</summary>
    private async ValueTask<Verdict<WebhookSubscription>?> NameTakenAsync(
        WebhookSubscription subscription,
        CancellationToken cancellationToken
    )
    {
        var named = Filter.AllOf(
            Filter.Eq("name_key", subscription.NameKey),
            Filter.Missing("deleted_at")
        );
        var other = await store.FirstAsync(
            WebhookSubscription.Collection,
            named,
            cancellationToken
        );
        if (other is null)
            return null;
        return Fault.Conflict(
            "webhook_subscription.duplicate_name",
            "Another subscription has this name.",
            (Fault.ExistingId, other.Key)
        ) with
        {
            Pointer = "/name",
        };
    }
}
