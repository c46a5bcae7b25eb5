using KoSales.Domain.Assignment;
using KoSales.Domain.Timeline;

namespace KoSales.Domain.Calls;

/// <summary>A call before it has an id.</summary>
public sealed record CallDraft
{
    public required EntityRef EntityRef { get; init; }

    /// <summary>The entity's.</summary>
    public required Holder Holder { get; init; }

    public required CallDirection Direction { get; init; }

    public string? Provider { get; init; }

    public string? ProviderCallId { get; init; }

    public string? PhoneMasked { get; init; }

    public string? PhoneIndex { get; init; }

    public required CallReport Report { get; init; }
}

/// <summary>What became of a call.</summary>
/// <param name="Type">Name of the event, and key of the timeline entry: <c>call.logged</c>.</param>
public sealed record CallChange(Call Call, string Type)
{
    public IReadOnlyList<FieldChange> Changes { get; init; } = [];
}

public static class CallEvents
{
    public const string Logged = "call.logged";
    public const string Changed = "call.changed";
    public const string Deleted = "call.deleted";
    public const string Restored = "call.restored";
}

/// <summary>How calls are written down and what may be said of them later.</summary>
public static class CallDecisions
{
    /// <summary>Of a report without faults.</summary>
    public static CallChange Log(CallDraft draft, CallId id, Command command)
    {
        var call = new Call
        {
            Id = id,
            EntityRef = draft.EntityRef,
            Direction = draft.Direction,
            Provider = draft.Provider,
            ProviderCallId = draft.ProviderCallId,
            PhoneMasked = draft.PhoneMasked,
            PhoneIndex = draft.PhoneIndex,
            OwnerId = draft.Holder.OwnerId,
            TeamId = draft.Holder.TeamId,
            StartedAt = draft.Report.StartedAt,
            Status = draft.Report.Status,
            CreatedAt = command.Now,
            UpdatedAt = command.Now,
            CreatedBy = command.Actor.Id,
            UpdatedBy = command.Actor.Id,
        };
        var told = With(call, draft.Report);
        return new CallChange(told, CallEvents.Logged) { Changes = [.. Changes(null, told)] };
    }

    /// <summary>What a provider tells of a call that is known: later states win over earlier ones, whatever
    /// order they come in; what was known already stays unless something else is said. The call itself when
    /// nothing is new.</summary>
    public static CallChange Hear(this Call call, CallReport report, Command command)
    {
        var moved = report.Status > call.Status && !call.HasEnded;
        var merged = CallReport.Of(call) with
        {
            AgentId = call.AgentId ?? report.AgentId,
            Status = moved ? report.Status : call.Status,
            AnsweredAt = call.AnsweredAt ?? report.AnsweredAt,
            EndedAt = call.EndedAt ?? report.EndedAt,
            DurationSeconds = call.DurationSeconds ?? report.DurationSeconds,
            Disposition = report.Disposition ?? call.Disposition,
            CallbackAt = report.Disposition is null ? call.CallbackAt : report.CallbackAt,
            RecordingUrl = report.RecordingUrl ?? call.RecordingUrl,
            Notes = report.Notes ?? call.Notes,
        };
        return Turned(call, merged, command);
    }

    /// <summary>What a person says of it. Of a report without faults.</summary>
    public static Verdict<CallChange> Edit(this Call call, CallReport report, Command command)
    {
        if (ObjectionOf(call, command.Actor) is { } objection)
            return objection;
        return call.HasEnded && report.Status != call.Status
            ? Fault.Conflict("call.ended", "The call has ended; its status no longer changes.")
            : Turned(call, report, command);
    }

    public static Verdict<CallChange> Delete(this Call call, Command command) =>
        new CallChange(Next(call with { DeletedAt = command.Now }, command), CallEvents.Deleted);

    /// <param name="holder">The entity's, which may have changed meanwhile.</param>
    public static Verdict<CallChange> Restore(this Call call, Holder holder, Command command)
    {
        if (call.DeletedAt is null)
            return Fault.Conflict("call.not_deleted", "The call is not deleted.");
        var restored = call with
        {
            DeletedAt = null,
            OwnerId = holder.OwnerId,
            TeamId = holder.TeamId,
        };
        return new CallChange(Next(restored, command), CallEvents.Restored);
    }

    private static CallChange Turned(Call call, CallReport report, Command command)
    {
        var told = With(call, report);
        return told == call
            ? new CallChange(call, CallEvents.Changed)
            : new CallChange(Next(told, command), CallEvents.Changed)
            {
                Changes = [.. Changes(call, told)],
            };
    }

    private static Call With(Call call, CallReport report) =>
        call with
        {
            AgentId = report.AgentId,
            Status = report.Status,
            StartedAt = report.StartedAt,
            AnsweredAt = report.AnsweredAt,
            EndedAt = report.EndedAt,
            DurationSeconds = report.Seconds,
            Disposition = report.Disposition,
            CallbackAt = report.CallbackAt,
            RecordingUrl = report.RecordingUrl,
            Notes = report.Notes,
        };

    private static Fault? ObjectionOf(Call call, Actor actor) =>
        call.AgentId == actor.Id
        || call.CreatedBy == actor.Id
        || HolderScope.Manages(actor, call.OwnerId, call.TeamId)
            ? null
            : new Fault(
                FaultKind.Forbidden,
                "call.not_yours",
                "A call is changed by whoever made it or wrote it down, or by a manager."
            );

    /// <param name="before">Null for a new one.</param>
    private static IEnumerable<FieldChange> Changes(Call? before, Call after)
    {
        if (before is null)
            yield return new FieldChange(
                "direction",
                null,
                WireNames<CallDirection>.Of(after.Direction)
            );
        if (before?.Status != after.Status)
            yield return new FieldChange(
                "status",
                Name(before?.Status),
                WireNames<CallStatus>.Of(after.Status)
            );
        if (before?.Disposition != after.Disposition)
            yield return new FieldChange(
                "disposition",
                Name(before?.Disposition),
                Name(after.Disposition)
            );
    }

    private static string? Name<TEnum>(TEnum? value)
        where TEnum : struct, Enum => value is { } given ? WireNames<TEnum>.Of(given) : null;

    private static Call Next(Call call, Command command) =>
        call with
        {
            Version = call.Version + 1,
            UpdatedAt = command.Now,
            UpdatedBy = command.Actor.Id,
        };
}
