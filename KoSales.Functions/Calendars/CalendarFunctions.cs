using KoSales.Domain.Calendars;
using KoSales.Functions.Calendars.Effective;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using NodaTime;
using NodaTime.Text;

namespace KoSales.Functions.Calendars;

public sealed class CalendarFunctions(
    CalendarDesk desk,
    EffectiveCalendars effective,
    CalendarVersions versions,
    Lists lists,
    Items items,
    Patches patches
)
{
    private static readonly ResourceAnswers<Calendar> Resource = new(
        "calendars",
        CalendarStore.Collection,
        Projection.For<CalendarView>()
    );

    [Function("CalendarsList"), Access(Role.Manager, Role.Agent, Role.Integration, Role.Auditor)]
    [Operation(
        "List calendars",
        Tag = "calendars",
        Result = typeof(CalendarView),
        List = "calendars"
    )]
    public async Task<IResult> List(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/calendars")]
            HttpRequest request,
        CancellationToken cancellationToken
    ) => await lists.AnswerAsync(CalendarLists.Calendars, request, cancellationToken);

    [Function("CalendarsGet"), Access(Role.Manager, Role.Agent, Role.Integration, Role.Auditor)]
    [Operation("Get a calendar", Tag = "calendars", Picks = true, Result = typeof(CalendarView))]
    public async Task<IResult> Get(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/calendars/{id}")]
            HttpRequest request,
        string id,
        CancellationToken cancellationToken
    ) => await items.GetAsync(CalendarLists.Calendars, id, request, cancellationToken);

    [Function("CalendarsCreate"), Access(Role.Admin)]
    [Operation(
        "Create a calendar",
        Tag = "calendars",
        Body = typeof(CreateCalendar),
        Result = typeof(CalendarView),
        Status = 201
    )]
    public async Task<IResult> Create(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "v1/calendars")]
            HttpRequest request,
        CancellationToken cancellationToken
    )
    {
        var call = new Call<Calendar>(request, Resource.Created);
        return call.Answer(
            await desk.CreateAsync(
                await call.BodyAsync<CreateCalendar>(cancellationToken),
                call.Command,
                cancellationToken
            )
        );
    }

    [Function("CalendarsPatch"), Access(Role.Admin)]
    [Operation(
        "Change a calendar",
        Tag = "calendars",
        Body = typeof(EditCalendar),
        Result = typeof(CalendarView),
        Patch = true,
        Description = "Other hours make the next version, which counts from effective_from on."
    )]
    public async Task<IResult> Patch(
        [HttpTrigger(AuthorizationLevel.Anonymous, "patch", Route = "v1/calendars/{id}")]
            HttpRequest request,
        string id,
        CancellationToken cancellationToken
    )
    {
        var call = new Call<Calendar>(request, Resource.Shown);
        return call.Answer(
            await desk.EditAsync(
                id,
                await patches.ReadAsync<EditCalendar>(request, cancellationToken),
                call.Command,
                cancellationToken
            )
        );
    }

    [Function("CalendarsDelete"), Access(Role.Admin)]
    [Operation(
        "Delete a calendar",
        Tag = "calendars",
        Rehearses = true,
        Status = 204,
        Description = "Refused for the default, and while an agent, a team or a policy names it."
    )]
    public async Task<IResult> Delete(
        [HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = "v1/calendars/{id}")]
            HttpRequest request,
        string id,
        CancellationToken cancellationToken
    )
    {
        var call = new Call<Calendar>(request, _ => Answer.NoContent);
        return call.Answer(
            await desk.DeleteAsync(id, IfMatches.Optional(request), call.Command, cancellationToken)
        );
    }

    [
        Function("CalendarsVersions"),
        Access(Role.Manager, Role.Agent, Role.Integration, Role.Auditor)
    ]
    [Operation(
        "List the versions of a calendar",
        Tag = "calendars",
        Result = typeof(CalendarVersionView),
        List = "calendar-versions"
    )]
    public async Task<IResult> Versions(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/calendars/{id}/versions")]
            HttpRequest request,
        string id,
        CancellationToken cancellationToken
    ) => await versions.AnswerAsync(id, request, cancellationToken);

    [
        Function("CalendarsEffective"),
        Access(Role.Manager, Role.Agent, Role.Integration, Role.Auditor)
    ]
    [Operation(
        "Show what counts on a date, layers put together",
        Tag = "calendars",
        Result = typeof(EffectiveCalendarView),
        Query = ["agent_id", "on"]
    )]
    public async Task<IResult> Effective(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/calendars/{id}/effective")]
            HttpRequest request,
        string id,
        CancellationToken cancellationToken
    )
    {
        var call = new Call<EffectiveCalendarView>(
            request,
            view => Answers.Of(view, CalendarContractsJson.Wire.EffectiveCalendarView)
        );
        var agent = request.Query.TryGetValue("agent_id", out var given) ? given.ToString() : null;
        return call.Answer(
            await effective.ShowAsync(
                id,
                agent,
                DateOf(request, "on"),
                call.Command,
                cancellationToken
            )
        );
    }

    private static LocalDate? DateOf(HttpRequest request, string name)
    {
        if (!request.Query.TryGetValue(name, out var text))
            return null;
        var parsed = LocalDatePattern.Iso.Parse(text.ToString());
        return parsed.Success && parsed.Value.Year is >= 1900 and < 2300
            ? parsed.Value
            : throw new RefusalException(
                new Fault(
                    FaultKind.Malformed,
                    "query.bad_value",
                    $"{name} is a date between 1900 and 2299, such as 2026-11-22."
                )
            );
    }
}
