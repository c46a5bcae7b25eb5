using KoSales.Domain.Calls;
using KoSales.Domain.Fields;

namespace KoSales.Functions.Calls;

/// <summary>Writes down calls that people made and that telephony providers tell of.</summary>
public sealed class CallDesk(
    IDocumentStore store,
    IdAllocator ids,
    CallNumbers numbers,
    CallAgents agents,
    CallWriter writer
)
{
    private const string NotesPointer = "/notes";

    /// <summary>A call of a provider that is known is brought up to date instead of written twice.</summary>
    public Task<Verdict<CallTaken>> LogAsync(
        CreateCall body,
        Command command,
        CancellationToken cancellationToken
    ) =>
        writer.DecideAsync(
            async batch =>
                await KnownAsync(body, cancellationToken) is { } known
                    ? await HearAsync(batch, known, body, command, cancellationToken)
                    : await LogNewAsync(batch, body, command, cancellationToken),
            command,
            cancellationToken
        );

    public Task<Verdict<CallTaken>> EditAsync(
        string id,
        PatchRequest<EditCall> request,
        Command command,
        CancellationToken cancellationToken
    ) =>
        ChangeAsync(
            new Change(id, request.Patch.IfMatch, command),
            seen => Edited(seen.Call, request, command),
            MaskedIn(request.Edit.Notes).Warnings,
            cancellationToken
        );

    public Task<Verdict<CallTaken>> DeleteAsync(
        string id,
        IfMatch? ifMatch,
        Command command,
        CancellationToken cancellationToken
    ) =>
        ChangeAsync(
            new Change(id, ifMatch, command),
            seen => seen.Call.Delete(command),
            [],
            cancellationToken
        );

    public Task<Verdict<CallTaken>> RestoreAsync(
        string id,
        Command command,
        CancellationToken cancellationToken
    ) =>
        ChangeAsync(
            new Change(id, null, command) { OfDeleted = true },
            seen => seen.Call.Restore(seen.Holder, command),
            [],
            cancellationToken
        );

    /// <summary>The call, for whoever sees what it is about.</summary>
    public async ValueTask<Verdict<Call>> FindAsync(
        string id,
        Actor actor,
        CancellationToken cancellationToken
    ) =>
        await writer.FindAsync(id, actor, cancellationToken) is { Call.DeletedAt: null } seen
            ? seen.Call
            : CallWriter.NotFound(id);

    private async ValueTask<Call?> KnownAsync(
        CreateCall body,
        CancellationToken cancellationToken
    ) =>
        body is { Provider: { } provider, ProviderCallId: { } id }
            ? await store.FirstAsync(
                CallStore.Collection,
                CallStore.OfProvider(provider, id),
                cancellationToken
            )
            : null;

    private async ValueTask<Verdict<CallTaken>> LogNewAsync(
        WriteBatch batch,
        CreateCall body,
        Command command,
        CancellationToken cancellationToken
    )
    {
        var subject = await numbers.FindAsync(
            body.EntityRef?.ToRef(),
            body.Phone,
            command.Actor,
            cancellationToken
        );
        var agent = await agents.ResolveAsync(body.AgentId, command.Actor, cancellationToken);
        var notes = MaskedIn(body.Notes);
        var report = ReportOf(body, notes.Text, command);
        Fault[] faults =
        [
            .. OfProvider(body),
            .. subject.Faults,
            .. agent.Faults,
            .. report.Faults(command.Now),
        ];
        if (faults.Length > 0)
            return Verdict<CallTaken>.Refuse(faults);
        var draft = DraftOf(body, subject.Value, report with { AgentId = agent.Value });
        var logged = CallDecisions.Log(
            draft,
            await ids.NextAsync<CallId>(cancellationToken),
            command
        );
        var added = await writer.AddAsync(
            batch,
            null,
            logged,
            subject.Value.Entity,
            command,
            cancellationToken
        );
        return added.IsRefused
            ? added.Refusal
            : new CallTaken(added.Value, IsNew: true, notes.Warnings);
    }

    private static CallDraft DraftOf(CreateCall body, CallSubject subject, CallReport report) =>
        new()
        {
            EntityRef = subject.Entity.Ref,
            Holder = new(subject.Entity.OwnerId, subject.Entity.TeamId),
            Direction = body.Direction,
            Provider = body.Provider,
            ProviderCallId = body.ProviderCallId,
            PhoneIndex = subject.PhoneIndex,
            PhoneMasked = subject.PhoneMasked,
            Report = report,
        };

    private async ValueTask<Verdict<CallTaken>> HearAsync(
        WriteBatch batch,
        Call known,
        CreateCall body,
        Command command,
        CancellationToken cancellationToken
    )
    {
        if (await writer.SeenAsync(known, command.Actor, cancellationToken) is not { } seen)
            return Fault.Conflict(
                "call.exists",
                "This call of the provider is known, and about something that you do not see."
            );
        var agent = await agents.ResolveAsync(body.AgentId, command.Actor, cancellationToken);
        var notes = MaskedIn(body.Notes);
        var told = ReportOf(body, notes.Text, command) with
        {
            StartedAt = body.StartedAt ?? known.StartedAt,
        };
        Fault[] faults = [.. agent.Faults, .. told.Faults(command.Now)];
        if (faults.Length > 0)
            return Verdict<CallTaken>.Refuse(faults);
        var heard = known.Hear(told with { AgentId = agent.Value }, command);
        var added = await writer.AddAsync(
            batch,
            known,
            heard,
            seen.Subject,
            command,
            cancellationToken
        );
        return added.IsRefused
            ? added.Refusal
            : new CallTaken(added.Value, IsNew: false, notes.Warnings);
    }

    private Task<Verdict<CallTaken>> ChangeAsync(
        Change change,
        Func<SeenCall, Verdict<CallChange>> decide,
        IReadOnlyList<FieldWarning> warnings,
        CancellationToken cancellationToken
    ) =>
        writer.DecideAsync(
            async batch =>
            {
                var by = change.Command;
                var seen = await writer.FindAsync(change.Id, by.Actor, cancellationToken);
                if (seen is null || seen.Call.DeletedAt is not null != change.OfDeleted)
                    return CallWriter.NotFound(change.Id);
                if (change.IfMatch?.Check(change.Id, seen.Call.Version) is { } stale)
                    return stale;
                var decided = decide(seen);
                if (decided.IsRefused)
                    return decided.Refusal;
                var added = await writer.AddAsync(
                    batch,
                    seen.Call,
                    decided.Value,
                    seen.Subject,
                    by,
                    cancellationToken
                );
                return added.IsRefused
                    ? added.Refusal
                    : new CallTaken(added.Value, IsNew: false, warnings);
            },
            change.Command,
            cancellationToken
        );

    private static Verdict<CallChange> Edited(
        Call call,
        PatchRequest<EditCall> request,
        Command command
    )
    {
        var report = ReportOf(call, request);
        Fault[] faults = [.. request.Patch.Cleared(["status"]), .. report.Faults(command.Now)];
        return faults.Length > 0 ? Verdict<CallChange>.Refuse(faults) : call.Edit(report, command);
    }

    private static CallReport ReportOf(Call call, PatchRequest<EditCall> request)
    {
        var (patch, edit) = (request.Patch, request.Edit);
        return CallReport.Of(call) with
        {
            Status = edit.Status ?? call.Status,
            AnsweredAt = patch.Has("answered_at") ? edit.AnsweredAt : call.AnsweredAt,
            EndedAt = patch.Has("ended_at") ? edit.EndedAt : call.EndedAt,
            DurationSeconds = patch.Has("duration_seconds")
                ? edit.DurationSeconds
                : call.DurationSeconds,
            Disposition = patch.Has("disposition") ? edit.Disposition : call.Disposition,
            CallbackAt = patch.Has("callback_at") ? edit.CallbackAt : call.CallbackAt,
            RecordingUrl = patch.Has("recording_url") ? edit.RecordingUrl : call.RecordingUrl,
            Notes = patch.Has("notes") ? TextOf(MaskedIn(edit.Notes)) : call.Notes,
        };
    }

    private static CallReport ReportOf(CreateCall body, string? notes, Command command) =>
        new()
        {
            Status = body.Status ?? CallStatus.Completed,
            StartedAt = body.StartedAt ?? Earliest(body) ?? command.Now,
            AnsweredAt = body.AnsweredAt,
            EndedAt = body.EndedAt,
            DurationSeconds = body.DurationSeconds,
            Disposition = body.Disposition,
            CallbackAt = body.CallbackAt,
            RecordingUrl = body.RecordingUrl,
            Notes = string.IsNullOrWhiteSpace(notes) ? null : notes,
        };

    private static NodaTime.Instant? Earliest(CreateCall body) => body.AnsweredAt ?? body.EndedAt;

    private static MaskedText MaskedIn(string? notes) => MaskedText.Of(notes ?? "", NotesPointer);

    private static string? TextOf(MaskedText notes) =>
        string.IsNullOrWhiteSpace(notes.Text) ? null : notes.Text;

    private static IEnumerable<Fault> OfProvider(CreateCall body)
    {
        if (body.Provider is null != body.ProviderCallId is null)
            yield return Fault.Invalid(
                "/provider_call_id",
                "call.provider",
                "provider and provider_call_id come together."
            );
    }

    private sealed record Change(string Id, IfMatch? IfMatch, Command Command)
    {
        public bool OfDeleted { get; init; }
    }
}
