using System.Collections.Frozen;

namespace KoSales.Domain.Pii.Names;

/// <summary>The words of a person's name, without what stands before and after it.</summary>
public static class PersonNames
{
    private const int MostWords = 10;

    // Compared without dots and case.
    private static readonly FrozenSet<string> Honorifics = new[]
    {
        "shri",
        "shree",
        "sri",
        "sree",
        "shriman",
        "smt",
        "shrimati",
        "srimati",
        "sushri",
        "kumari",
        "km",
        "ku",
        "sau",
        "mr",
        "mrs",
        "ms",
        "miss",
        "mx",
        "dr",
        "prof",
        "er",
        "adv",
        "ca",
        "md",
        "mohd",
        "m/s",
        "late",
        "lt",
        "pt",
        "pandit",
        "thiru",
        "tmt",
        "selvi",
        "janab",
        "haji",
        "श्री",
        "श्रीमान",
        "श्रीमती",
        "सुश्री",
        "कुमारी",
        "कु",
        "सौ",
        "डॉ",
        "डा",
        "मो",
        "मोहम्मद",
        "स्व",
        "स्वर्गीय",
        "पं",
        "मेसर्स",
        "શ્રી",
        "શ્રીમતી",
        "ડૉ",
        "ਸ਼੍ਰੀ",
        "শ্রী",
        "শ্রীমতী",
        "திரு",
        "திருமதி",
        "శ్రీ",
        "శ్రీమతి",
        "ಶ್ರೀ",
        "ಶ್ರೀಮತಿ",
    }
        .Select(Bare)
        .ToFrozenSet(StringComparer.Ordinal);

    private static readonly FrozenSet<string> Respect = new[]
    {
        "ji",
        "जी",
        "जि",
        "sahab",
        "saheb",
        "sahib",
        "साहब",
        "bhai",
        "भाई",
        "ben",
        "બેન",
        "ભાઈ",
    }
        .Select(Bare)
        .ToFrozenSet(StringComparer.Ordinal);

    private static readonly FrozenSet<string> Relations = FrozenSet.Create(
        "s/o",
        "d/o",
        "w/o",
        "c/o",
        "h/o"
    );

    /// <summary>
    /// In the order of calling: the given name first, then the others; at least one word. Honorifics,
    /// <c>ji</c> and
    /// relations (<c>s/o …</c>) are left out.
    /// </summary>
    public static IReadOnlyList<string> WordsOf(string fullName)
    {
        var words = WithoutRelations(Split(Texts.Tidy(Called(fullName))));
        var honorifics = words.SkipLast(1).TakeWhile(w => Honorifics.Contains(Bare(w))).Count();
        var kept = words[honorifics..]
            .Select(WithoutRespect)
            .Where((w, i) => i == 0 || !Respect.Contains(Bare(w)))
            .Where(w => w.Length > 0)
            .ToList();
        return kept.Count == 0 ? [.. words.DefaultIfEmpty(fullName.Trim())] : GivenFirst(kept);
    }

    private static string[] WithoutRelations(List<string> words) =>
        [.. words.TakeWhile((w, i) => i == 0 || !Relations.Contains(w.ToLowerInvariant()))];

    /// <summary>
    /// The words by which a name is found: lower case, without dots; initials and honorifics are none.
    /// </summary>
    public static IReadOnlyList<string> SearchWords(string name) =>
        [
            .. Split(Texts.Tidy(name).Replace('-', ' ').Replace(',', ' '))
                .Select(Bare)
                .Where(IsSearched)
                .Distinct(StringComparer.Ordinal)
                .Take(MostWords),
        ];

    private static bool IsSearched(string word) =>
        word.Length > 1
        && !word.Any(char.IsDigit)
        && !word.Contains('@', StringComparison.Ordinal)
        && !Honorifics.Contains(word)
        && !Respect.Contains(word)
        && !Relations.Contains(word);

    /// <summary>
    /// <c>Patel, Ramesh</c> → <c>Ramesh Patel</c>, where one word stands before the one comma and a name
    /// after it; else
    /// what is before the comma.
    /// </summary>
    private static string Called(string name)
    {
        var comma = name.IndexOf(',', StringComparison.Ordinal);
        if (comma < 0)
            return name;
        var before = name[..comma].Trim();
        var after = name[(comma + 1)..].Trim();
        if (before.Length == 0)
            return after;
        return IsSurname(before, after) ? $"{after} {before}" : before;
    }

    private static bool IsSurname(string before, string after) =>
        Split(before).Count == 1
        && Split(after).Any(w => !Honorifics.Contains(Bare(w)))
        && !after.Contains(',', StringComparison.Ordinal);

    /// <summary><c>K. Ramesh</c> → <c>Ramesh K.</c></summary>
    private static IReadOnlyList<string> GivenFirst(List<string> words)
    {
        var initials = words.TakeWhile(IsInitial).Count();
        return initials > 0 && initials < words.Count
            ? [.. words[initials..], .. words[..initials]]
            : words;
    }

    private static bool IsInitial(string word) =>
        char.IsAsciiLetter(word[0]) && Bare(word).Length == 1;

    /// <summary>Without <c>-ji</c> at the end.</summary>
    private static string WithoutRespect(string word)
    {
        var dash = word.LastIndexOf('-');
        return dash > 0 && Respect.Contains(Bare(word[(dash + 1)..])) ? word[..dash] : word;
    }

    /// <summary>A dot ends a word where another follows without a blank (<c>Smt.Kamla</c>).</summary>
    private static List<string> Split(string text)
    {
        List<string> words = [];
        foreach (var word in Texts.Words(text))
        {
            var start = 0;
            for (var i = 0; i < word.Length - 1; i++)
            {
                if (word[i] != '.')
                    continue;
                words.Add(word[start..(i + 1)]);
                start = i + 1;
            }

            words.Add(word[start..]);
        }

        words.RemoveAll(w => w.All(c => c is '.' or '-'));
        return words;
    }

    private static string Bare(string word) =>
        Texts.Tidy(word).Trim('.', ',', '(', ')', '"', '\'', '।').ToLowerInvariant();
}
