using KoSales.Domain.Agents;
using KoSales.Domain.Leads;
using KoSales.Domain.Signals.Sources;
using KoSales.Domain.Teams;
using KoSales.Domain.Webhooks;
using KoSales.Functions.CustomFields;
using KoSales.Functions.Inbound.Secrets;
using KoSales.Functions.Passwords;
using KoSales.Functions.Writing;
using NodaTime;

namespace KoSales.Functions.SignalSources;

/// <summary>Makes and changes sources of signals, and their secrets. What it changes is known on this host at
/// once.</summary>
public sealed class SignalSourceDesk(
    IDocumentStore store,
    IdAllocator ids,
    SecretKeeper keeper,
    SignalSourceCache cache,
    CustomFieldCache customFields,
    Commits commits
)
{
    private static readonly Fault Busy = Fault.Busy("signal_source.busy", "The source");

    private static readonly Fault NoAgent = Fault.Invalid(
        "/assignment/owner_id",
        "agent.not_found",
        "There is no such agent."
    );

    private static readonly Fault NoTeam = Fault.Invalid(
        "/assignment/team_id",
        "team.not_found",
        "There is no such team."
    );

    /// <summary>Members of files of leads that no sender decides.</summary>
    private static readonly HashSet<string> NotOfSenders =
    [
        "owner_id",
        "team_id",
        "stage",
        "lost_reason",
        "created_at",
    ];

    public async Task<Verdict<CreatedSignalSource>> CreateAsync(
        CreateSignalSource body,
        Command command,
        CancellationToken cancellationToken
    )
    {
        var id = await ids.NextAsync<SignalSourceId>(cancellationToken);
        var source = New(body, id, command);
        var secret = body.Secret ?? NewSecret(source.Scheme);
        var verify = body.VerifyToken ?? NewVerifyToken(source.Preset);
        source = source with
        {
            Secrets = [keeper.Seal(source.SecretOwner, secret, command.Now)],
            VerifyToken = verify is null
                ? null
                : keeper.Seal(source.SecretOwner, verify, command.Now),
        };
        IReadOnlyList<Fault> faults =
        [
            .. await FaultsOfAsync(source, cancellationToken),
            .. SecretFaults(source.Scheme, body.Secret),
        ];
        if (faults.Count > 0)
            return Verdict<CreatedSignalSource>.Refuse(faults);
        var created = CreatedOf(source, secret) with
        {
            Secret = body.Secret is null ? secret : null,
            VerifyToken = body.VerifyToken is null ? verify : null,
        };
        return await commits.DecideAsync<CreatedSignalSource>(
            Busy,
            attempt =>
            {
                attempt.Batch.Insert(SignalSource.Collection, source);
                command.RecordAnswer(attempt.Batch, created);
                attempt.WhenSettled(cache.Evict);
                return new(created);
            },
            cancellationToken,
            (_, _) =>
                new(
                    (Verdict<CreatedSignalSource>)
                        Fault.Conflict(
                            "signal_source.duplicate_key",
                            "There is a source with this key already.",
                            ("key", source.SourceKey)
                        )
                )
        );
    }

    public Task<Verdict<SignalSource>> EditAsync(
        string id,
        PatchRequest<EditSignalSource> patch,
        Command command,
        CancellationToken cancellationToken
    ) =>
        ChangeAsync(
            id,
            patch.Patch.IfMatch,
            command,
            async source =>
            {
                var edited = Edited(source, patch, command);
                Fault[] faults =
                [
                    .. patch.Patch.Cleared(["name", "kind", "mapping", "closed_leads", "active"]),
                    .. await FaultsOfAsync(edited, cancellationToken),
                ];
                return faults.Length > 0 ? Verdict<SignalSource>.Refuse(faults) : edited;
            },
            cancellationToken
        );

    /// <summary>Signals that came by it stay; what comes from now on is refused.</summary>
    public Task<Verdict<SignalSource>> DeleteAsync(
        string id,
        IfMatch? ifMatch,
        Command command,
        CancellationToken cancellationToken
    ) =>
        ChangeAsync(
            id,
            ifMatch,
            command,
            source => new(source with { DeletedAt = command.Now }),
            cancellationToken
        );

    /// <summary>Not deleted ones.</summary>
    public async ValueTask<Verdict<SignalSource>> FindAsync(
        string id,
        CancellationToken cancellationToken
    ) =>
        await store.FindAsync(SignalSource.Collection, id, cancellationToken)
            is { DeletedAt: null } found
            ? found
            : NotFound(id);

    /// <summary>Adds a new secret; the newest so far stays in force for the grace.</summary>
    public async Task<Verdict<RotatedSecretView>> RotateAsync(
        string id,
        RotateSignalSecret body,
        Command command,
        CancellationToken cancellationToken
    )
    {
        var grace = body.GraceHours is { } hours ? Duration.FromHours(hours) : SigningSecrets.Grace;
        return await commits.DecideAsync<RotatedSecretView>(
            Busy,
            async attempt =>
            {
                var found = await FindAsync(id, cancellationToken);
                if (found.IsRefused)
                    return found.Refusal;
                var source = found.Value;
                Fault[] faults = [.. SecretFaults(source.Scheme, body.Secret)];
                if (faults.Length > 0)
                    return Verdict<RotatedSecretView>.Refuse(faults);
                var secret = body.Secret ?? NewSecret(source.Scheme);
                var added = keeper.Seal(source.SecretOwner, secret, command.Now);
                var next = Next(source, command) with
                {
                    Secrets = source.Secrets.Rotated(added, grace, command.Now),
                };
                attempt.Batch.Replace(SignalSource.Collection, next);
                var view = new RotatedSecretView
                {
                    Secret = secret,
                    Secrets = [.. next.Secrets.InForce(command.Now).Select(SecretView.Of)],
                };
                command.RecordAnswer(attempt.Batch, view);
                attempt.WhenSettled(cache.Evict);
                return view;
            },
            cancellationToken
        );
    }

    /// <summary>Whether the mapping of a lead knows this path.</summary>
    public async ValueTask<Func<string, bool>> PathsAsync(CancellationToken cancellationToken)
    {
        var custom = await customFields.OfAsync(EntityKind.Lead, cancellationToken);
        return path => LeadFields.Cells.IsPath(path, custom) && !NotOfSenders.Contains(path);
    }

    internal static CreatedSignalSource CreatedOf(SignalSource source, string secret)
    {
        var path = $"{Routes.Base}webhooks/signals/{source.SourceKey}";
        var hasToken = source.Scheme == SignalScheme.PathToken;
        return new CreatedSignalSource
        {
            Id = source.Id,
            Version = source.Version,
            Key = source.SourceKey,
            Name = source.Name,
            Preset = source.Preset,
            Scheme = source.Scheme,
            Header = source.Header,
            Kind = source.Kind,
            Mapping = source.Mapping,
            ClosedLeads = source.ClosedLeads,
            Assignment = source.Assignment,
            Active = source.Active,
            CreatedAt = source.CreatedAt,
            UpdatedAt = source.UpdatedAt,
            WebhookPath = hasToken ? $"{path}/{secret}" : path,
            FormPath =
                hasToken && source.Preset == SignalPreset.WebForm
                    ? $"{Routes.Base}forms/{source.SourceKey}"
                    : null,
        };
    }

    private static SignalSource New(CreateSignalSource body, SignalSourceId id, Command command)
    {
        var preset = SignalPresets.Of(body.Preset);
        var scheme = body.Scheme ?? preset.Scheme;
        var isHmac = scheme == SignalScheme.HmacSha256;
        return new SignalSource
        {
            Id = id,
            SourceKey = body.Key,
            Name = body.Name.Trim(),
            Preset = body.Preset,
            Scheme = scheme,
            Header = body.Header ?? (isHmac ? SignalSource.UsualHeader : null),
            Kind = body.Kind ?? preset.Kind,
            Mapping = body.Mapping?.Over(preset.Mapping) ?? preset.Mapping,
            ClosedLeads = body.ClosedLeads?.Over(ClosedLeadPolicy.Usual) ?? ClosedLeadPolicy.Usual,
            Assignment = body.Assignment?.ToAssignment() ?? new SignalAssignment(),
            CreatedAt = command.Now,
            UpdatedAt = command.Now,
            CreatedBy = command.Actor.Id,
            UpdatedBy = command.Actor.Id,
        };
    }

    private SignalSource Edited(
        SignalSource source,
        PatchRequest<EditSignalSource> request,
        Command command
    )
    {
        var (patch, edit) = (request.Patch, request.Edit);
        return source with
        {
            Name = edit.Name?.Trim() ?? source.Name,
            Header = edit.Header ?? source.Header,
            VerifyToken = edit.VerifyToken is { } token
                ? keeper.Seal(source.SecretOwner, token, command.Now)
                : source.VerifyToken,
            Kind = edit.Kind ?? source.Kind,
            Mapping = edit.Mapping?.Over(source.Mapping) ?? source.Mapping,
            ClosedLeads = edit.ClosedLeads?.Over(source.ClosedLeads) ?? source.ClosedLeads,
            Assignment = patch.Has("assignment")
                ? edit.Assignment?.ToAssignment() ?? new SignalAssignment()
                : source.Assignment,
            Active = edit.Active ?? source.Active,
        };
    }

    private async ValueTask<IReadOnlyList<Fault>> FaultsOfAsync(
        SignalSource source,
        CancellationToken cancellationToken
    )
    {
        List<Fault> found = [.. source.Faults(await PathsAsync(cancellationToken))];
        if (source.Assignment.OwnerId is { } owner && !await IsAgentAsync(owner, cancellationToken))
            found.Add(NoAgent);
        if (source.Assignment.TeamId is { } team && !await IsTeamAsync(team, cancellationToken))
            found.Add(NoTeam);
        return found;
    }

    private async ValueTask<bool> IsAgentAsync(string id, CancellationToken cancellationToken) =>
        await store.FindAsync(Agent.Collection, id, cancellationToken)
            is { DeletedAt: null, MayLogIn: true };

    private async ValueTask<bool> IsTeamAsync(string id, CancellationToken cancellationToken) =>
        await store.FindAsync(Team.Collection, id, cancellationToken) is { DeletedAt: null };

    private static IEnumerable<Fault> SecretFaults(SignalScheme scheme, string? given)
    {
        if (given is null)
            yield break;
        if (scheme == SignalScheme.StandardWebhooks && StandardWebhook.KeyOf(given) is null)
            yield return Fault.Invalid(
                "/secret",
                "signal_source.secret",
                "A secret of Standard Webhooks is 16 to 128 bytes in base64, with or without whsec_."
            );
        if (scheme == SignalScheme.PathToken && !IsPathToken(given))
            yield return Fault.Invalid(
                "/secret",
                "signal_source.secret",
                "A path token is letters, digits, - and _, at least 32 of them."
            );
    }

    private static bool IsPathToken(string text) =>
        text.Length >= 32 && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_');

    private static string NewSecret(SignalScheme scheme) =>
        scheme switch
        {
            SignalScheme.StandardWebhooks => SecretKeeper.NewText(),
            SignalScheme.HmacSha256 or SignalScheme.PathToken => SecretTokens.New(),
        };

    private static string? NewVerifyToken(SignalPreset preset) =>
        preset is SignalPreset.MetaLeadAds or SignalPreset.WhatsappMessage
            ? SecretTokens.New()
            : null;

    private Task<Verdict<SignalSource>> ChangeAsync(
        string id,
        IfMatch? ifMatch,
        Command command,
        Func<SignalSource, ValueTask<Verdict<SignalSource>>> decide,
        CancellationToken cancellationToken
    ) =>
        commits.DecideAsync(
            Busy,
            async attempt =>
            {
                var found = await FindAsync(id, cancellationToken);
                if (found.IsRefused)
                    return found;
                if (ifMatch?.Check(id, found.Value.Version) is { } stale)
                    return stale;
                var decided = await decide(found.Value);
                if (decided.IsRefused)
                    return decided;
                var next = Next(decided.Value, command);
                attempt.Batch.Replace(SignalSource.Collection, next);
                command.RecordAnswer(attempt.Batch, next);
                attempt.WhenSettled(cache.Evict);
                return next;
            },
            cancellationToken
        );

    private static SignalSource Next(SignalSource source, Command command) =>
        source with
        {
            Version = source.Version + 1,
            UpdatedAt = command.Now,
            UpdatedBy = command.Actor.Id,
        };

    private static Fault NotFound(string id) =>
        Fault.NotFound("signal_source", QueryFaults.Shown(id));
}
