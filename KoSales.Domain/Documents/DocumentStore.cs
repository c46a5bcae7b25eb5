using KoSales.Domain.Pii;
using NodaTime;

namespace KoSales.Domain.Documents;

/// <summary>The collection and its indexes.</summary>
public static class DocumentStore
{
    /// <summary>Of one subject.</summary>
    public const int Most = 100;

    private const string Ladder = "ladder_at";

    public static readonly Collection<TypedDocument> Collection = new(
        "documents",
        () => new TypedDocumentJson(DocumentJson.NewOptions()).TypedDocument,
        new IndexSpec("documents_pii", "pii_id"),
        new IndexSpec("documents_number", "number_index")
        {
            Where = Filter.Present("number_index"),
        },
        new IndexSpec("documents_content", "file.content_index")
        {
            Where = Filter.Present("file.content_index"),
        },
        new IndexSpec("documents_file", "file.name") { Where = Filter.Present("file.name") },
        new IndexSpec("documents_upload", "upload.name") { Where = Filter.Present("upload.name") },
        new IndexSpec("documents_ladder", Ladder) { Where = Filter.Present(Ladder) }
    );

    /// <summary>Of a subject, in no certain order.</summary>
    public static Query Of(PiiId subject) =>
        new(Collection, Filter.Eq("pii_id", subject.Value)) { Limit = Most + 1 };

    /// <summary>Those with a rung due, the one that waits longest first.</summary>
    public static Query Due(Instant now, int limit) =>
        new(
            Collection,
            Filter.AllOf(
                Filter.Present(Ladder),
                new Filter.Condition(Ladder, FilterOperator.Lte, new FilterValue.Moment(now))
            )
        )
        {
            Sort = [new SortKey(Ladder, FieldType.Instant)],
            Limit = limit,
        };

    /// <summary>Whose file has that name.</summary>
    public static Filter WithFile(string name) =>
        Filter.AllOf(Filter.Present("file.name"), Filter.Eq("file.name", name));

    /// <summary>Which awaits its file under that name.</summary>
    public static Filter Awaiting(string name) =>
        Filter.AllOf(Filter.Present("upload.name"), Filter.Eq("upload.name", name));

    public static Filter WithNumber(string index) =>
        Filter.AllOf(Filter.Present("number_index"), Filter.Eq("number_index", index));

    /// <summary>With one of these numbers.</summary>
    public static Filter WithNumbers(IEnumerable<string> indexes) =>
        Filter.AllOf(Filter.Present("number_index"), Filter.In("number_index", indexes));

    public static Filter WithContent(string index) =>
        Filter.AllOf(Filter.Present("file.content_index"), Filter.Eq("file.content_index", index));
}

/// <summary>What documents keep of personal data. The names of the files stay until those are
/// deleted.</summary>
public sealed class DocumentPersonalCopies : IPersonalDataHolder
{
    public IReadOnlyCollection<Collection> Holds { get; } = [DocumentStore.Collection];

    public IReadOnlyList<PersonalCopy> CopiesOf(Erasure erasure) =>
        [
            new PersonalCopy(
                DocumentStore.Collection,
                Filter.Eq("pii_id", erasure.Id.Value),
                new Dictionary<string, string?>
                {
                    ["number"] = null,
                    ["number_masked"] = null,
                    ["number_index"] = null,
                    ["issuer"] = null,
                    ["rejection_reason"] = null,
                    ["ladder_at"] = null,
                    ["erased_at"] = JsonText.Of(erasure.At),
                }
            ),
        ];
}
