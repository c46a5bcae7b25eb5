using KoSales.Domain.Notes;
using KoSales.Domain.Pii;
using KoSales.Functions.Assignment;
using Microsoft.Extensions.DependencyInjection;

namespace KoSales.Functions.Notes;

public static class NotesRegistration
{
    /// <summary>After AddTasks, whose subjects they are about.</summary>
    public static IServiceCollection AddNotes(this IServiceCollection services) =>
        services
            .AddCollections(NoteStore.Collection)
            .AddContracts(NoteContractsJson.Default)
            .AddLists(NoteLists.Notes, NoteLists.OfEntity)
            .AddFollowing(new FollowingRecords("notes", NoteStore.Collection, NoteEvents.Created))
            .AddSingleton<NoteMentions>()
            .AddSingleton<NoteDesk>()
            .AddSingleton<IPersonalDataHolder, NotePersonalCopies>();
}
