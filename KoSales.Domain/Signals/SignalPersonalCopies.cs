using KoSales.Domain.Pii;

namespace KoSales.Domain.Signals;

/// <summary>What signals keep of a person: whatever the payload holds beside what was masked, and what
/// people wrote. Both go with all that is about an erased subject.</summary>
public sealed class SignalPersonalCopies : IPersonalDataHolder
{
    public IReadOnlyCollection<Collection> Holds { get; } = [SignalStore.Collection];

    public IReadOnlyList<PersonalCopy> CopiesOf(Erasure erasure) =>
        erasure.Subjects.Count == 0
            ? []
            :
            [
                new PersonalCopy(
                    SignalStore.Collection,
                    Filter.In("entity_ref.id", erasure.Subjects.Select(s => s.Id)),
                    new Dictionary<string, string?>
                    {
                        ["payload"] = null,
                        ["message"] = null,
                        ["sealed"] = null,
                        ["erased_at"] = JsonText.Of(erasure.At),
                    }
                ),
            ];
}
