using KoSales.Domain.Pii;

namespace KoSales.Functions.Pii;

/// <summary>Tells whether an actor may see a record. Each feature whose records have personal data
/// implements it for its own kind.</summary>
public interface ISubjectScope
{
    /// <summary>False for a record of another kind, an absent one and one out of scope.</summary>
    ValueTask<bool> CanSeeAsync(
        Actor actor,
        EntityRef subject,
        CancellationToken cancellationToken
    );
}

/// <summary>Lets an actor to the personal data of records that the actor can see: one of the subjects is
/// enough. Admin and auditor see all.</summary>
public sealed class PiiGate(PiiVault vault, IEnumerable<ISubjectScope> scopes)
{
    private readonly ISubjectScope[] _scopes = [.. scopes];

    /// <summary>404 for absent and out of scope alike, 410 for a tombstone.</summary>
    public async ValueTask<Verdict<PiiRecord>> FindAsync(
        string id,
        Actor actor,
        CancellationToken cancellationToken
    )
    {
        if (
            !EntityIds.TryParse<PiiId>(id, out var parsed)
            || await vault.LoadAsync(parsed, cancellationToken) is not { } record
            || !await CanSeeAsync(actor, record.Document.Subject, cancellationToken)
        )
            return PiiFaults.NotFound(id.Length > 40 ? "of that id" : id);
        return record.Document.IsErased ? PiiFaults.Erased(parsed) : record;
    }

    private async ValueTask<bool> CanSeeAsync(
        Actor actor,
        IReadOnlyList<EntityRef> subjects,
        CancellationToken cancellationToken
    )
    {
        if (actor.Is(Role.Admin) || actor.Is(Role.Auditor))
            return true;
        foreach (var subject in subjects)
        {
            foreach (var scope in _scopes)
            {
                if (await scope.CanSeeAsync(actor, subject, cancellationToken))
                    return true;
            }
        }

        return false;
    }
}
