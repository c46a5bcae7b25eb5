using KoSales.Domain.Pii;
using KoSales.Domain.Pii.Names;
using KoSales.Domain.Timeline;

namespace KoSales.Domain.Entities.Personal;

/// <summary>What entities of one kind and their timelines keep of personal data. An erased one stays for the
/// counts, and shows the name <see cref="DisplayNames.Erased"/>.</summary>
public abstract class PersonalCopies(EntityKind kind, Collection collection) : IPersonalDataHolder
{
    private static readonly Dictionary<string, string?> BlankEntry = new()
    {
        ["changes"] = "[]",
        ["reason"] = null,
    };

    public IReadOnlyCollection<Collection> Holds { get; } = [collection, Activities.Collection];

    /// <summary>What the kind itself blanks, beside what all have in common.</summary>
    protected abstract IReadOnlyDictionary<string, string?> Own { get; }

    public IReadOnlyList<PersonalCopy> CopiesOf(Erasure erasure)
    {
        string[] ids = [.. erasure.Subjects.Where(s => s.Type == kind).Select(s => s.Id)];
        if (ids.Length == 0)
            return [];
        return
        [
            new PersonalCopy(collection, Filter.In("id", ids), Blank(erasure)),
            new PersonalCopy(Activities.Collection, Filter.In("entity.id", ids), BlankEntry),
        ];
    }

    protected static string Quoted(string text) => $"\"{text}\"";

    // Custom values and consents go too, since people write personal things there.
    private Dictionary<string, string?> Blank(Erasure erasure)
    {
        var blank = new Dictionary<string, string?>
        {
            ["display_name"] = Quoted(DisplayNames.Erased),
            ["name_key"] = Quoted(Texts.SortKey(DisplayNames.Erased)),
            ["phone_masked"] = null,
            ["email_masked"] = null,
            ["phone_index"] = null,
            ["email_index"] = null,
            ["gstin_index"] = null,
            ["name_index"] = null,
            ["consent"] = "[]",
            ["custom"] = "{}",
            ["licences"] = "[]",
            ["verified_documents"] = null,
            ["do_not_contact"] = "true",
            ["erased_at"] = JsonText.Of(erasure.At),
        };
        foreach (var (path, value) in Own)
            blank[path] = value;
        return blank;
    }
}
