using KoSales.Domain.Documents;
using KoSales.Domain.Entities.Personal;
using KoSales.Domain.Pii;
using KoSales.Functions.Pii;

namespace KoSales.Functions.Documents;

/// <summary>Documents that pass from one subject of personal data to another.</summary>
public sealed record DocumentMove(PiiId From, PiiId To)
{
    /// <summary>Which of them pass; all unless the use case says otherwise.</summary>
    public Func<TypedDocument, bool> Which { get; init; } = _ => true;
}

/// <summary>What both subjects have after a move.</summary>
/// <param name="Left">What records about the first subject show from now on.</param>
/// <param name="Gained">What records about the second one show.</param>
public sealed record DocumentsMoved(
    IReadOnlyList<TypedDocument> Documents,
    IReadOnlyList<ShownLicence> Left,
    IReadOnlyList<ShownLicence> Gained
)
{
    public required PiiDocument From { get; init; }

    public required PiiDocument To { get; init; }
}

/// <summary>Makes documents those of another subject: number and key of the file are encrypted anew under
/// the key of that one, and the file itself stays as it is.</summary>
public sealed class DocumentTransfer(PiiVault vault, DocumentWriter documents)
{
    /// <summary>Those that would pass; refused where the second subject would have more than one may
    /// have.</summary>
    public async ValueTask<Verdict<IReadOnlyList<TypedDocument>>> FindAsync(
        DocumentMove move,
        CancellationToken cancellationToken
    )
    {
        if (move.From == move.To)
            return Array.Empty<TypedDocument>();
        var scene = await SceneAsync(move, cancellationToken);
        return scene.IsRefused ? scene.Refusal : scene.Value.Passing;
    }

    /// <summary>Adds to the batch that they are the second subject's. The PII documents of both go up by a
    /// version, unless the batch replaces them already, so that decisions about documents of either take
    /// turns with this. What records show is the caller's to write.</summary>
    /// <returns>Null where none passes: also when the two are one subject, or one is erased.</returns>
    public async ValueTask<DocumentsMoved?> AddAsync(
        WriteBatch batch,
        DocumentMove move,
        Command command,
        CancellationToken cancellationToken
    )
    {
        if (move.From == move.To)
            return null;
        var from = await vault.LoadAsync(move.From, cancellationToken);
        var to = await vault.LoadAsync(move.To, cancellationToken);
        if (from is not { Key: not null } || to is not { Key: not null })
            return null;
        var scene = (await SceneAsync(move, cancellationToken)).OrRefuse();
        if (scene.Passing.Length == 0)
            return null;
        TypedDocument[] passed = [.. scene.Passing.Select(d => Under(d, from, to, command))];
        foreach (var document in passed)
            batch.Replace(DocumentStore.Collection, document);
        Raise(batch, from.Document, command);
        Raise(batch, to.Document, command);
        return new DocumentsMoved(
            passed,
            Licences.Of(scene.Staying),
            Licences.Of([.. scene.There, .. passed])
        )
        {
            From = from.Document,
            To = to.Document,
        };
    }

    private async ValueTask<Verdict<Scene>> SceneAsync(
        DocumentMove move,
        CancellationToken cancellationToken
    )
    {
        var all = await documents.AllAsync(move.From, cancellationToken);
        var scene = new Scene(
            [.. all.Where(move.Which)],
            [.. all.Where(d => !move.Which(d))],
            await documents.AllAsync(move.To, cancellationToken)
        );
        return scene.Passing.Length + scene.There.Count > DocumentStore.Most ? TooMany : scene;
    }

    private TypedDocument Under(
        TypedDocument document,
        PiiRecord from,
        PiiRecord to,
        Command command
    ) =>
        document with
        {
            PiiId = to.Document.Id,
            Number = Resealed(document.Number, document.PathOf("number"), from, to),
            File = document.File is { } file
                ? file with
                {
                    Key = Resealed(file.Key, document.PathOf(file.Name), from, to)!,
                }
                : null,
            Version = document.Version + 1,
            UpdatedAt = command.Now,
            UpdatedBy = command.Actor.Id,
        };

    private string? Resealed(string? value, string path, PiiRecord from, PiiRecord to) =>
        value is null ? null : vault.Seal(to, path, vault.Unseal(from, path, value));

    private static void Raise(WriteBatch batch, PiiDocument subject, Command command)
    {
        if (batch.Staged(Piis.Collection, subject.Key) is null)
            batch.Replace(Piis.Collection, subject.Next(command));
    }

    private static Fault TooMany { get; } =
        Fault.Conflict(
            "document.too_many_together",
            $"The two have more than {DocumentStore.Most} documents together; delete some that are of no use."
        );

    /// <param name="There">Of the second subject.</param>
    private sealed record Scene(
        TypedDocument[] Passing,
        TypedDocument[] Staying,
        IReadOnlyList<TypedDocument> There
    );
}
