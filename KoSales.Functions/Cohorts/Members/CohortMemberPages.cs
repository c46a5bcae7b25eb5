using KoSales.Domain.Cohorts;
using KoSales.Functions.Cohorts.Actions;
using KoSales.Functions.Cohorts.Evaluation;
using Microsoft.AspNetCore.Http;
using NodaTime;
using NodaTime.Text;

namespace KoSales.Functions.Cohorts.Members;

/// <summary>Lists the members of a cohort, now or as of a day or an instant, those that the caller may
/// see.</summary>
public sealed class CohortMemberPages(
    CohortMembers members,
    CohortDesk desk,
    CohortChecks checks,
    CohortEntities entities,
    CursorSigner cursors
)
{
    private const int RowsAtOnce = 500;

    /// <summary>So many rows are looked through for one page; the cursor goes on behind them.</summary>
    private const int MostRows = 10_000;

    public async Task<Verdict<CohortMembersView>> PageAsync(
        string cohortId,
        HttpRequest request,
        Command command,
        CancellationToken cancellationToken
    )
    {
        Flags.AllowOnly(request, "limit", "cursor", "on", "count");
        var found = await desk.FindAsync(cohortId, command, cancellationToken);
        if (found.IsRefused)
            return found.Refusal;
        var asked = Read(cohortId, request, command.Actor);
        var (page, last) = await GatherAsync(found.Value, asked, command.Actor, cancellationToken);
        var views = page.Take(asked.Limit).Select(m => ViewOf(cohortId, m));
        var end = page.Count > asked.Limit ? page[asked.Limit - 1].EntityId : last;
        return new CohortMembersView(
            [.. views],
            end is null ? null : cursors.Sign(asked.Binding, new KeysetPosition([], end)),
            asked.Count
                ? await CountAsync(found.Value, asked.At, command.Actor, cancellationToken)
                : null
        );
    }

    private async ValueTask<long> CountAsync(
        Cohort cohort,
        Instant? at,
        Actor actor,
        CancellationToken cancellationToken
    )
    {
        if (SeesAll(cohort.Entity, actor))
            return await members.CountAsync(cohort.Key, at, cancellationToken);
        var count = 0L;
        string? after = null;
        while (true)
        {
            var rows = await RowsAsync(cohort.Key, at, after, cancellationToken);
            count += (await VisibleAsync(cohort.Entity, rows, actor, cancellationToken)).Count();
            if (rows.Count < RowsAtOnce)
                return count;
            after = rows[^1].EntityId;
        }
    }

    private bool SeesAll(EntityKind kind, Actor actor) =>
        entities.Of(kind).List.Scope(actor) is Filter.All { Terms.Count: 0 };

    private static CohortMemberView ViewOf(string cohortId, PastMember member) =>
        new(cohortId, member.EntityId, member.Source, member.JoinedAt, member.LeftAt);

    /// <summary>One more than asked for, as far as there are; and, when the search was given up before,
    /// where.</summary>
    private async Task<(List<PastMember> Page, string? Last)> GatherAsync(
        Cohort cohort,
        Asked asked,
        Actor actor,
        CancellationToken cancellationToken
    )
    {
        List<PastMember> page = [];
        var after = asked.AfterId;
        for (var looked = 0; looked < MostRows; looked += RowsAtOnce)
        {
            var rows = await RowsAsync(cohort.Key, asked.At, after, cancellationToken);
            page.AddRange(await VisibleAsync(cohort.Entity, rows, actor, cancellationToken));
            if (page.Count > asked.Limit || rows.Count < RowsAtOnce)
                return (page, null);
            after = rows[^1].EntityId;
        }

        return (page, after);
    }

    private async ValueTask<IReadOnlyList<PastMember>> RowsAsync(
        string cohortId,
        Instant? at,
        string? after,
        CancellationToken cancellationToken
    ) =>
        at is { } then
            ? await members.PageAtAsync(
                cohortId,
                then,
                new MemberPage(after, RowsAtOnce),
                cancellationToken
            )
            :
            [
                .. (await members.PageAsync(cohortId, after, RowsAtOnce, cancellationToken)).Select(
                    PastMember.Of
                ),
            ];

    private async ValueTask<IEnumerable<PastMember>> VisibleAsync(
        EntityKind kind,
        IReadOnlyList<PastMember> rows,
        Actor actor,
        CancellationToken cancellationToken
    )
    {
        if (rows.Count == 0 || SeesAll(kind, actor))
            return rows;
        var visible = await checks.VisibleAsync(
            kind,
            [.. rows.Select(r => r.EntityId)],
            actor,
            cancellationToken
        );
        return rows.Where(r => visible.Contains(r.EntityId));
    }

    private Asked Read(string cohortId, HttpRequest request, Actor actor)
    {
        var faults = new QueryFaults();
        var limit = PageParameters.Limit(request, faults, ListQuery.DefaultLimit);
        var on = request.Query["on"].ToString();
        var at = AtOf(on, faults);
        var binding = $"{actor.Id}\ncohort-members\n{cohortId}\n{on.ReplaceLineEndings(" ")}";
        var after = PositionOf(request.Query["cursor"].ToString(), binding, faults);
        faults.ThrowIfAny();
        return new Asked(limit, at, after?.Id, request.Query.ContainsKey("count"), binding);
    }

    private static Instant? AtOf(string on, QueryFaults faults)
    {
        if (on.Length == 0)
            return null;
        var at = InstantOf(on);
        if (at is null)
            faults.Add(
                "query.bad_value",
                "on is a date, such as 2026-11-01, or an RFC 3339 instant."
            );
        return at;
    }

    private KeysetPosition? PositionOf(string cursor, string binding, QueryFaults faults)
    {
        if (cursor.Length == 0)
            return null;
        var position = cursors.Read(binding, cursor);
        if (position is null)
            faults.Add(
                "query.bad_cursor",
                "The cursor is not one that this query gave out; start again without it."
            );
        return position;
    }

    /// <summary>Of a date: the last millisecond of that day where the company is.</summary>
    private static Instant? InstantOf(string text)
    {
        if (InstantConverter.TryRead(text, out var instant))
            return instant;
        var day = LocalDatePattern.Iso.Parse(text);
        return day.Success && day.Value < LocalDate.MaxIsoValue
            ? CompanyDay.StartOf(day.Value.PlusDays(1)) - Duration.FromMilliseconds(1)
            : null;
    }

    private sealed record Asked(
        int Limit,
        Instant? At,
        string? AfterId,
        bool Count,
        string Binding
    );
}
