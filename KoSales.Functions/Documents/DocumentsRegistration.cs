using KoSales.Domain.Documents;
using KoSales.Functions.Documents.Ending;
using KoSales.Functions.Documents.Proving;
using KoSales.Functions.Documents.Uploading;
using KoSales.Functions.Files;
using KoSales.Functions.Invariants;
using KoSales.Functions.Outbox;
using KoSales.Functions.Sla.Clocks;
using Microsoft.Extensions.DependencyInjection;

namespace KoSales.Functions.Documents;

public static class DocumentsRegistration
{
    public static IServiceCollection AddDocuments(this IServiceCollection services) =>
        services
            .AddCollections(DocumentStore.Collection)
            .AddContracts(DocumentContractsJson.Default)
            .AddSingleton<DocumentWriter>()
            .AddSingleton<LicenceShowing>()
            .AddSingleton<DocumentJournal>()
            .AddSingleton<DocumentTransfer>()
            .AddSingleton<DocumentTwins>()
            .AddSingleton<DocumentAddresses>()
            .AddSingleton<SubjectPlaces>()
            .AddSingleton<DocumentDesk>()
            .AddSingleton<DocumentFiles>()
            .AddSingleton<IFileOwner>(p => p.GetRequiredService<DocumentFiles>())
            .AddSingleton<IncomingFiles>()
            .AddSingleton<IFileOwner>(p => p.GetRequiredService<IncomingFiles>())
            .AddSingleton<IUploadOwner>(p => p.GetRequiredService<IncomingFiles>())
            .AddSingleton<DocumentUploads>()
            .AddSingleton<DocumentReads>()
            .AddSingleton<RenewalTasks>()
            .AddSingleton<ISweepRound, DocumentRounds>()
            .AddSingleton<IInvariant, LicenceInvariant>()
            .AddSingleton<IEventHandler, DocumentNotices>()
            .AddSingleton<IEventHandler, DocumentSignals>()
            .AddSingleton<IEventHandler, DocumentErasures>();
}
