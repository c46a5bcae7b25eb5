using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace KoSales.Functions.Calendars.Previews;

public static class CalendarPreviewFunctions
{
    [Function("CalendarsPreview"), Access(Role.Manager, Role.Agent, Role.Integration, Role.Auditor)]
    [Operation(
        "Count by a calendar without saving it",
        Tag = "calendars",
        Body = typeof(PreviewCalendar),
        Result = typeof(CalendarPreviewView),
        Description = "Due instants of deadlines and whole business minutes of spans."
    )]
    public static async Task<IResult> Preview(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "v1/calendars/preview")]
            HttpRequest request,
        CancellationToken cancellationToken
    )
    {
        var call = new Call<CalendarPreviewView>(
            request,
            view => Answers.Of(view, PreviewContractsJson.Wire.CalendarPreviewView)
        );
        return call.Answer(
            CalendarPreview.Of(
                await call.BodyAsync<PreviewCalendar>(cancellationToken),
                call.Command.Now
            )
        );
    }
}
