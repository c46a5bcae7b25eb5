using KoSales.Domain.Pii.Names;
using KoSales.Domain.Pii.Values;
using KoSales.Functions.Pii;

namespace KoSales.Functions.Search;

/// <summary>What somebody typed into the search box, understood as the one thing it can be.</summary>
public abstract record SearchQuestion
{
    private SearchQuestion() { }

    /// <summary>An id of some kind, such as <c>K0-100001</c>, in upper case.</summary>
    public sealed record ById(string Id) : SearchQuestion;

    /// <summary>Exact phone, e-mail address or GSTIN.</summary>
    public sealed record ByBlindValue(BlindValue Value) : SearchQuestion;

    /// <summary>The records of the subjects that a blind value led to.</summary>
    public sealed record ByRecords(IReadOnlyList<EntityRef> Records) : SearchQuestion;

    /// <param name="Keys">Beginnings of search keys, any of which may match: the words as typed, and a full
    /// name in the form that lists show.</param>
    /// <param name="Words">Blind indexes of the words, all of which must be in the name.</param>
    public sealed record ByName(IReadOnlyList<string> Keys, IReadOnlyList<string> Words)
        : SearchQuestion;

    /// <summary>Tried in this order: id, e-mail, GSTIN, phone, name. Exact but for names.</summary>
    public static SearchQuestion Of(string text, PiiVault vault)
    {
        var q = Texts.Tidy(text).Trim();
        if (IsId(q))
            return new ById(q.ToUpperInvariant());
        if (BlindValueOf(q, vault) is { } value)
            return new ByBlindValue(value);
        return new ByName(KeysOf(q), vault.NameIndexOf(q, null));
    }

    private static BlindValue? BlindValueOf(string q, PiiVault vault)
    {
        if (q.Contains('@', StringComparison.Ordinal) && EmailAddress.TryParse(q, out var email))
            return new BlindValue(BlindKind.Email, vault.EmailIndexOf(email));
        if (Gstin.TryParse(q, out var gstin))
            return new BlindValue(BlindKind.Gstin, vault.GstinIndexOf(gstin));
        return PhoneNumber.TryParse(q, out var phone)
            ? new BlindValue(BlindKind.Phone, vault.PhoneIndexOf(phone))
            : null;
    }

    private static bool IsId(string text)
    {
        var dash = text.IndexOf('-', StringComparison.Ordinal);
        return dash is 1 or 2 or 3
            && char.IsAsciiLetter(text[0])
            && dash + 1 < text.Length
            && text.AsSpan(dash + 1).IndexOfAnyExceptInRange('0', '9') < 0;
    }

    private static IReadOnlyList<string> KeysOf(string text)
    {
        var typed = Texts.SortKey(text);
        var shown = Texts.SortKey(DisplayNames.OfPerson(text));
        return shown == typed || shown.StartsWith(typed, StringComparison.Ordinal)
            ? [typed]
            : [typed, shown];
    }
}
