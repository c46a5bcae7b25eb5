using System.Text.Json.Serialization;
using KoSales.Functions.Pii;

namespace KoSales.Functions.Search;

/// <param name="Data">By kind, of each the best first; at most 20 of a kind.</param>
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

    /// <summary>Of a kind, when the caller does not say how many.</summary>
    private const int Limit = 20;

    private static readonly SearchAnswer Nothing = new([]);
    private readonly ISearchSource[] _sources = [.. sources];

    /// <param name="limit">So many in all, the kinds taken in turn; null for the usual number of
    /// each.</param>
    public async ValueTask<Verdict<SearchAnswer>> FindAsync(
        string? text,
        int? limit,
        Actor actor,
        CancellationToken cancellationToken
    )
    {
        if (text is null || !IsInBounds(text))
            return OutOfBounds();
        var question = SearchQuestion.Of(text, vault);
        if (question is SearchQuestion.ByBlindValue blind)
        {
            var records = await subjects.WithAsync(blind.Value, limit ?? Limit, cancellationToken);
            if (records.Count == 0)
                return Nothing;
            question = new SearchQuestion.ByRecords(records);
        }

        return await AskAllAsync(question, limit, actor, cancellationToken);
    }

    private async ValueTask<SearchAnswer> AskAllAsync(
        SearchQuestion question,
        int? limit,
        Actor actor,
        CancellationToken cancellationToken
    )
    {
        List<IReadOnlyList<SearchHit>> kinds = [];
        foreach (var source in _sources)
            kinds.Add(await source.FindAsync(question, actor, limit ?? Limit, cancellationToken));
        return new SearchAnswer([.. InTurn(kinds, limit ?? int.MaxValue)]);
    }

    /// <summary>The first of every kind before the second of any, in the order of kinds.</summary>
    private static IEnumerable<SearchHit> InTurn(
        IEnumerable<IReadOnlyList<SearchHit>> kinds,
        int limit
    ) =>
        kinds
            .SelectMany((hits, kind) => hits.Select((hit, rank) => (kind, rank, hit)))
            .OrderBy(h => h.rank)
            .Take(limit)
            .OrderBy(h => h.kind)
            .Select(h => h.hit);

    private static Fault OutOfBounds() =>
        new(
            FaultKind.Malformed,
            "query.bad_value",
            $"q is {ShortestText} to {LongestText} characters: an id, a name's beginning, a phone, an e-mail address or a GSTIN."
        );

    private static bool IsInBounds(string text) =>
        text.Length <= LongestText && Texts.Tidy(text).Trim().Length >= ShortestText;
}
