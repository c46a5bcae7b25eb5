namespace KoSales.Functions.Storage.Migrations;

/// <summary>One numbered step from what earlier releases stored to what this one reads, made page by page while
/// the app works. Registered as a singleton by the feature that needs it.</summary>
/// <remarks>A page may come again after an interruption, hence what is in the new form already is left
/// alone.</remarks>
public interface IDataMigration
{
    /// <summary>1 for the first; without gaps.</summary>
    int Step { get; }

    string Name { get; }

    /// <summary>Walked one after the other, in the order of ids.</summary>
    IReadOnlyList<Collection> Collections { get; }

    /// <summary>Adds the replacement, by its next version, of each document of the page that is not in the
    /// new form.</summary>
    ValueTask AddAsync(WriteBatch batch, MigrationPage page, CancellationToken cancellationToken);
}

/// <param name="Collided">Ids of documents whose unique key in its new form is another document's: they keep
/// it as it is.</param>
public sealed record MigrationPage(
    Collection Collection,
    IReadOnlyList<RawDocument> Documents,
    IReadOnlySet<string> Collided
);
