using KoSales.Domain.Imports;
using KoSales.Domain.Jobs;
using KoSales.Functions.Files;

namespace KoSales.Functions.Imports;

/// <summary>The uploaded files of imports: <c>import-{job}</c>.</summary>
public sealed class ImportFiles(IDocumentStore store) : IFileOwner
{
    public string Prefix => "import-";

    public static string NameOf(JobId job) => "import-" + job.Value;

    public async Task<bool> KeepsAsync(string name, CancellationToken cancellationToken) =>
        (
            await store.FindAsync(FileImport.Collection, name[Prefix.Length..], cancellationToken)
        )?.File
            is not null;
}
