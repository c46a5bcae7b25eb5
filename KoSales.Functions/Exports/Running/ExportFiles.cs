using System.Globalization;
using KoSales.Domain.Exports;
using KoSales.Domain.Jobs;
using KoSales.Functions.Files;

namespace KoSales.Functions.Exports.Running;

/// <summary>The files that exports write: <c>export-{job}-{part}</c>.</summary>
public sealed class ExportFiles(IDocumentStore store) : IFileOwner
{
    public string Prefix => "export-";

    public static string NameOf(JobId job, int part) =>
        string.Create(CultureInfo.InvariantCulture, $"export-{job.Value}-{part:D4}");

    public async Task<bool> KeepsAsync(string name, CancellationToken cancellationToken)
    {
        var job = name[Prefix.Length..name.LastIndexOf('-')];
        return await store.FindAsync(FileExport.Collection, job, cancellationToken) is { } export
            && export.Parts.Any(p => p.File.Name == name);
    }
}
