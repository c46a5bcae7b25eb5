using KoSales.Domain.Calendars;
using KoSales.Functions.Calendars.Effective;
using KoSales.Functions.Calendars.Previews;
using Microsoft.Extensions.DependencyInjection;

namespace KoSales.Functions.Calendars;

public static class CalendarsRegistration
{
    public static IServiceCollection AddCalendars(this IServiceCollection services) =>
        services
            .AddCollections(CalendarStore.Collection, CalendarStore.Versions)
            .AddContracts(PreviewContractsJson.Default, CalendarContractsJson.Default)
            .AddLists(CalendarLists.Calendars, CalendarLists.Versions)
            .AddSingleton<CalendarCache>()
            .AddSingleton<BusinessTimes>()
            .AddSingleton<CalendarUses>()
            .AddSingleton<CalendarDesk>()
            .AddSingleton<CalendarVersions>()
            .AddSingleton<EffectiveCalendars>()
            .AddSingleton<IStartTask, FirstCalendar>();
}
