using KoSales.Domain.Filters.Dates;
using NodaTime;

namespace KoSales.Domain.Filters;

/// <summary>Evaluates filters in memory, with the semantics of both stores.</summary>
public static class FilterMatcher
{
    /// <summary>A delegate that is safe for any thread, allocates nothing per document and stops at the
    /// first term that decides.</summary>
    /// <param name="now">What rolling spans end at; a delegate made earlier keeps its own.</param>
    /// <exception cref="ArgumentException">A path is not of the allowed form, or a value does not fit its
    /// operator.</exception>
    public static Func<TDoc, bool> Compile<TDoc>(
        Filter filter,
        IFieldReader<TDoc> reader,
        Instant now
    ) => Compile(filter, reader, new FilterClock(now));

    /// <summary>Annotates each node with its outcome for one document and the value that a condition
    /// saw.</summary>
    public static FilterExplanation Explain<TDoc>(
        Filter filter,
        IFieldReader<TDoc> reader,
        TDoc document,
        Instant now
    ) => Explain(filter, reader, document, new FilterClock(now));

    private static Func<TDoc, bool> Compile<TDoc>(
        Filter filter,
        IFieldReader<TDoc> reader,
        FilterClock clock
    ) =>
        filter switch
        {
            Filter.All { Terms: [var only] } => Compile(only, reader, clock),
            Filter.Any { Terms: [var only] } => Compile(only, reader, clock),
            Filter.All all => AllOf(CompileEach(all.Terms, reader, clock)),
            Filter.Any any => AnyOf(CompileEach(any.Terms, reader, clock)),
            Filter.Not not => Opposite(Compile(not.Term, reader, clock)),
            Filter.Condition condition => Test(condition, reader, clock),
            _ => throw NoFilter(filter),
        };

    private static ArgumentException NoFilter(Filter filter) =>
        new($"{filter.GetType().Name} is no filter", nameof(filter));

    private static FilterExplanation Explain<TDoc>(
        Filter filter,
        IFieldReader<TDoc> reader,
        TDoc document,
        FilterClock clock
    )
    {
        FilterExplanation[] Each(IReadOnlyList<Filter> terms) =>
            [.. terms.Select(t => Explain(t, reader, document, clock))];

        return filter switch
        {
            Filter.Condition condition => Explained(
                condition,
                reader.Accessor(FieldPath.Check(condition.Field))(document),
                clock
            ),
            Filter.Not not => Explained(not, Explain(not.Term, reader, document, clock)),
            Filter.All all => Explained(all, Each(all.Terms), Truth.True, Truth.False),
            _ => Explained(filter, Each(((Filter.Any)filter).Terms), Truth.False, Truth.True),
        };
    }

    private static FilterExplanation Explained(
        Filter.Condition condition,
        FieldValue seen,
        FilterClock clock
    ) => new(condition, Outcome(condition, seen, clock), seen.ToString(), []);

    private static FilterExplanation Explained(Filter.Not not, FilterExplanation term) =>
        new(not, term.Outcome == Truth.True ? Truth.False : Truth.True, null, [term]);

    private static FilterExplanation Explained(
        Filter filter,
        FilterExplanation[] terms,
        Truth otherwise,
        Truth deciding
    ) => new(filter, Joint(terms, otherwise, deciding), null, terms);

    private static Func<TDoc, bool>[] CompileEach<TDoc>(
        IReadOnlyList<Filter> terms,
        IFieldReader<TDoc> reader,
        FilterClock clock
    ) => [.. terms.Select(t => Compile(t, reader, clock))];

    private static Func<TDoc, bool> Test<TDoc>(
        Filter.Condition condition,
        IFieldReader<TDoc> reader,
        FilterClock clock
    )
    {
        var accessor = reader.Accessor(FieldPath.Check(condition.Field));
        var test = ValueTests.For(condition.Operator, condition.Value);
        return document => test(accessor(document), clock);
    }

    private static Func<TDoc, bool> Opposite<TDoc>(Func<TDoc, bool> term) =>
        document => !term(document);

    private static Func<TDoc, bool> AllOf<TDoc>(Func<TDoc, bool>[] terms) =>
        document =>
        {
            foreach (var term in terms)
            {
                if (!term(document))
                    return false;
            }

            return true;
        };

    private static Func<TDoc, bool> AnyOf<TDoc>(Func<TDoc, bool>[] terms) =>
        document =>
        {
            foreach (var term in terms)
            {
                if (term(document))
                    return true;
            }

            return false;
        };

    private static Truth Outcome(Filter.Condition condition, FieldValue seen, FilterClock clock)
    {
        if (ValueTests.For(condition.Operator, condition.Value)(seen, clock))
            return Truth.True;
        return seen.Kind == FieldValueKind.Missing && condition.Operator != FilterOperator.Exists
            ? Truth.Unknown
            : Truth.False;
    }

    /// <param name="deciding">The outcome of one term that decides for all of them.</param>
    private static Truth Joint(FilterExplanation[] terms, Truth otherwise, Truth deciding)
    {
        if (terms.Any(t => t.Outcome == deciding))
            return deciding;
        return terms.Any(t => t.Outcome == Truth.Unknown) ? Truth.Unknown : otherwise;
    }
}

/// <summary>Outcome of a node; only <see cref="True"/> matches.</summary>
public enum Truth
{
    False,

    /// <summary>The field is missing.</summary>
    Unknown,
    True,
}

/// <summary>A node of a filter with its outcome for one document.</summary>
/// <param name="Seen">The value a condition saw, or <c>missing</c>; null for other nodes.</param>
public sealed record FilterExplanation(
    Filter Node,
    Truth Outcome,
    string? Seen,
    IReadOnlyList<FilterExplanation> Terms
);
