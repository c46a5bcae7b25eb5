using System.Text.Json.Serialization;
using KoSales.Functions.Pii;

namespace KoSales.Functions.Search;

/// <param name="Data">Best first; at most 20 of a kind.</param>
public sealed record SearchAnswer(IReadOnlyList<SearchHit> Data);

[JsonSerializable(typeof(SearchAnswer))]
internal sealed partial class SearchJson : JsonSerializerContext
{
    public static readonly SearchJson Wire = new(DocumentJson.NewOptions());
}

/// <summary>One search box over all kinds of records.</summary>
public sealed class SearchDesk(
    IEnumerable<ISearchSource> sources,
    PiiVault vault,
    PiiSubjects subjects
)
{
    public const int ShortestText = 2;
    public const int LongestText = 254;

    private const int Limit = 20;
    private static readonly SearchAnswer Nothing = new([]);
    private readonly ISearchSource[] _sources = [.. sources];

    public async ValueTask<Verdict<SearchAnswer>> FindAsync(
        string? text,
        Actor actor,
        CancellationToken cancellationToken
    )
    {
        if (text is null || !IsInBounds(text))
            return OutOfBounds();
        var question = SearchQuestion.Of(text, vault);
        if (question is SearchQuestion.ByBlindValue blind)
        {
            var records = await subjects.WithAsync(blind.Value, Limit, cancellationToken);
            if (records.Count == 0)
                return Nothing;
            question = new SearchQuestion.ByRecords(records);
        }

        return await AskAllAsync(question, actor, cancellationToken);
    }

    private async ValueTask<SearchAnswer> AskAllAsync(
        SearchQuestion question,
        Actor actor,
        CancellationToken cancellationToken
    )
    {
        List<SearchHit> hits = [];
        foreach (var source in _sources)
            hits.AddRange(await source.FindAsync(question, actor, Limit, cancellationToken));
        return new SearchAnswer(hits);
    }

    private static Fault OutOfBounds() =>
        new(
            FaultKind.Malformed,
            "query.bad_value",
            $"q is {ShortestText} to {LongestText} characters: an id, a name's beginning, a phone, an e-mail address or a GSTIN."
        );

    private static bool IsInBounds(string text) =>
        text.Length <= LongestText && Texts.Tidy(text).Trim().Length >= ShortestText;
}
