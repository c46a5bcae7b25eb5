using KoSales.Domain.Leads;
using KoSales.Domain.Pii;
using KoSales.Functions.Pii;
using KoSales.Functions.Storage.Migrations;

namespace KoSales.Functions.Leads;

/// <summary>The blind indexes of the words of a name, for leads that came before there were any.</summary>
internal sealed class LeadNameWords(PiiVault vault) : IDataMigration
{
    public int Step => 3;

    public string Name => "leads are found by each word of their name";

    public IReadOnlyList<Collection> Collections => [LeadStore.Collection];

    public async ValueTask AddAsync(
        WriteBatch batch,
        MigrationPage page,
        CancellationToken cancellationToken
    )
    {
        Lead[] wordless =
        [
            .. page
                .Documents.Select(LeadStore.Collection.Read)
                .Where(l => l.NameIndex is null && l.ErasedAt is null),
        ];
        var records = await vault.LoadManyAsync(
            [.. wordless.Select(l => PiiId.Of(l.PiiId))],
            cancellationToken
        );
        foreach (var lead in wordless)
        {
            if (records.TryGetValue(lead.PiiId, out var record) && !record.Document.IsErased)
                batch.Replace(LeadStore.Collection, WithWords(lead, record));
        }
    }

    private Lead WithWords(Lead lead, PiiRecord record)
    {
        var name = vault.Open(record, [PiiField.FullName]).FullName;
        return lead with
        {
            NameIndex = vault.NameIndexOf(name, lead.BusinessName),
            Version = lead.Version + 1,
        };
    }
}
