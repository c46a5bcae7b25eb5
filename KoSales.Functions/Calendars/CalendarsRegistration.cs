using KoSales.Functions.Startup;
using KoSales.Functions.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace KoSales.Functions.Calendars;

public static class CalendarsRegistration
{
    public static IServiceCollection AddCalendars(this IServiceCollection services) => services
        .AddCollections(Domain.Calendars.Calendars.Collection, Domain.Calendars.Calendars.Versions)
        .AddContracts(PreviewContractsJson.Default, CalendarContractsJson.Default)
        .AddLists(CalendarLists.Calendars, CalendarLists.Versions)
        .AddSingleton<CalendarBook>()
        .AddSingleton<BusinessTimes>()
        .AddSingleton<CalendarUses>()
        .AddSingleton<CalendarDesk>()
        .AddSingleton<CalendarVersions>()
        .AddSingleton<EffectiveCalendars>()
        .AddSingleton<IStartTask, FirstCalendar>();
}
