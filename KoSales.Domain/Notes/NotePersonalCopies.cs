using KoSales.Domain.Pii;

namespace KoSales.Domain.Notes;

/// <summary>What notes keep of a person: whatever people wrote, names and places among it, which no
/// detector finds. The texts of all notes about an erased subject go.</summary>
public sealed class NotePersonalCopies : IPersonalDataHolder
{
    public IReadOnlyCollection<Collection> Holds { get; } = [NoteStore.Collection];

    public IReadOnlyList<PersonalCopy> CopiesOf(Erasure erasure) =>
        erasure.Subjects.Count == 0
            ? []
            :
            [
                new PersonalCopy(
                    NoteStore.Collection,
                    Filter.In("entity_ref.id", erasure.Subjects.Select(s => s.Id)),
                    new Dictionary<string, string?>
                    {
                        ["body"] = $"\"{Note.ErasedBody}\"",
                        ["erased_at"] = JsonText.Of(erasure.At),
                    }
                ),
            ];
}
