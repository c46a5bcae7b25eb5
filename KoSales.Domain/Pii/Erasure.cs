using NodaTime;

namespace KoSales.Domain.Pii;

/// <summary>A subject whose personal data are being erased.</summary>
/// <param name="Subjects">The records that are about it.</param>
public sealed record Erasure(PiiId Id, IReadOnlyList<EntityRef> Subjects, Instant At, string By)
{
    public const string EventType = "pii.erased";

    /// <summary>What is left of the document: its id, whom it was about, the consent ledger, when and why.
    /// No value, mask or index.</summary>
    public static Verdict<PiiDocument> Of(PiiDocument document, Reason reason, Command command) =>
        document.IsErased
            ? PiiFaults.Erased(document.Id)
            : new PiiDocument
            {
                Id = document.Id,
                Subject = document.Subject,
                Consents = document.Consents,
                Version = document.Version + 1,
                CreatedAt = document.CreatedAt,
                CreatedBy = document.CreatedBy,
                UpdatedAt = command.Now,
                UpdatedBy = command.Actor.Id,
                ErasedAt = command.Now,
                ErasedReason = reason.Text,
            };
}

/// <summary>Port of every feature that keeps something derived from personal data beside the vault: masks,
/// blind indexes, names. Stateless, with a
/// parameterless constructor; a test finds a collection that holds such members and no holder for it.</summary>
public interface IPersonalDataHolder
{
    /// <summary>The collections it answers for.</summary>
    IReadOnlyCollection<Collection> Holds { get; }

    /// <summary>What to blank when the subject is erased. It is blanked in the erasure's own transaction,
    /// and counted in its dry run.</summary>
    IReadOnlyList<PersonalCopy> CopiesOf(Erasure erasure);
}

/// <summary>Documents that hold something of an erased subject.</summary>
/// <param name="Filter">Answered by an index.</param>
/// <param name="Blank">Path → JSON text put in the place of the personal member; <c>null</c> removes
/// it.</param>
public sealed record PersonalCopy(
    Collection Collection,
    Filter Filter,
    IReadOnlyDictionary<string, string?> Blank
);
