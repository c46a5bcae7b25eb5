using Microsoft.AspNetCore.Http;

namespace KoSales.Functions.Calendars.Effective;

/// <summary>The history of a calendar.</summary>
public sealed class CalendarVersions(Items items, Lists lists)
{
    /// <summary>Refuses with 404 for a calendar that is not there.</summary>
    public async Task<Answer> AnswerAsync(
        string id,
        HttpRequest request,
        CancellationToken cancellationToken
    )
    {
        var actor = RequestState.Of(request.HttpContext).Actor;
        if (await items.FindAsync(CalendarLists.Calendars, id, actor, cancellationToken) is null)
            throw new RefusalException(Fault.NotFound("calendar", QueryFaults.Shown(id)));
        return await lists.AnswerAsync(
            CalendarLists.Versions,
            Filter.Eq("calendar_id", id),
            request,
            cancellationToken
        );
    }
}
