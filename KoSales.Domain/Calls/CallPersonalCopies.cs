using KoSales.Domain.Pii;

namespace KoSales.Domain.Calls;

/// <summary>What calls keep of a person: mask and index of the number, what people wrote, and where the
/// recording is, which is for whoever erases to have deleted there.</summary>
public sealed class CallPersonalCopies : IPersonalDataHolder
{
    private static readonly Dictionary<string, string?> Blank = new()
    {
        ["phone_masked"] = null,
        ["phone_index"] = null,
        ["notes"] = null,
        ["recording_url"] = null,
    };

    public IReadOnlyCollection<Collection> Holds { get; } = [CallStore.Collection];

    public IReadOnlyList<PersonalCopy> CopiesOf(Erasure erasure) =>
        erasure.Subjects.Count == 0
            ? []
            :
            [
                new PersonalCopy(
                    CallStore.Collection,
                    Filter.In("entity_ref.id", erasure.Subjects.Select(s => s.Id)),
                    Blank
                ),
            ];
}
