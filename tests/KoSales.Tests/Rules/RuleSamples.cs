using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using KoSales.Domain.Rules;
using KoSales.Tests.Storage;
using NodaTime;

namespace KoSales.Tests.Rules;

/// <summary>Rules about <see cref="Sample"/> documents with some related facts.</summary>
internal static class RuleSamples
{
    private static readonly (string Path, FieldType Type)[] Related =
    [
        ("tasks.open", FieldType.Number),
        ("tasks.overdue", FieldType.Number),
        ("tasks.next_due_at", FieldType.Instant),
        ("cohorts", FieldType.TextList),
    ];

    public static readonly RuleCatalog Catalog = new(
        new TypedFields(FilterGenerators.Fields),
        Related.ToDictionary(f => f.Path, f => f.Type)
    );

    /// <summary>Rules that ask of the document only.</summary>
    public static Gen<Filter> OfDocument => FilterGenerators.Filter(3);

    public static Gen<Filter> Rule =>
        FilterGenerators.Filter(3, [.. FilterGenerators.Fields, .. Related]);

    /// <summary>One relative condition.</summary>
    public static Gen<Filter.Condition> Relative =>
        FilterGenerators
            .Filter(
                0,
                [
                    .. FilterGenerators.Fields.Where(f =>
                        f.Type is FieldType.Instant or FieldType.Date
                    ),
                    ("tasks.next_due_at", FieldType.Instant),
                ]
            )
            .Select(f => (Filter.Condition)f)
            .Where(c => c.Operator.IsRelative());

    /// <summary>Rules in which most conditions change by time, several of them beside each other.</summary>
    public static Gen<Filter> Timed
    {
        get
        {
            var relative = Relative.Select(c => (Filter)c);
            var overdue = FilterGenerators.Filter(0, [("tasks.overdue", FieldType.Number)]);
            var joint = Gen.Choose(2, 3)
                .SelectMany(n =>
                    FilterGenerators
                        .Tree(1, Gen.OneOf(relative, relative, overdue, FilterGenerators.Filter(0)))
                        .ListOf(n)
                );
            return Gen.OneOf(
                joint.Select(terms => (Filter)new Filter.All([.. terms])),
                joint.Select(terms => (Filter)new Filter.Any([.. terms]))
            );
        }
    }

    public static Gen<Known> KnownDocuments =>
        from sample in FilterGenerators.Sample(Random.Shared.Next(30))
        from dues in Gen.Choose(0, 3).SelectMany(n => FilterGenerators.Moment().ListOf(n))
        from cohorts in Gen.Choose(0, 2).SelectMany(n => Gen.Elements("a", "ab", "open").ListOf(n))
        select new Known(Raw(sample), Facts([.. dues], [.. cohorts.Distinct()]));

    /// <summary>Moments over a year, many of them at midnights in India and at times of the
    /// documents.</summary>
    public static Gen<Instant> Nows =>
        Gen.OneOf(
            FilterGenerators.Moment(),
            Gen.Choose(-200, 200)
                .Select(days => CompanyDay.StartOf(new LocalDate(2026, 11, 22).PlusDays(days))),
            Gen.Choose(-300_000, 300_000)
                .Select(minutes =>
                    Samples.Now
                    + Duration.FromMinutes(minutes)
                    + Duration.FromMilliseconds(minutes % 1000)
                )
        );

    public static CompiledRule Compile(Filter filter) =>
        CompiledRule.Of(filter, Catalog, new RuleFields());

    public static CompiledRule Compile(string json) =>
        Compile(RuleCheck.Read(JsonElement.Parse(json), Catalog, CohortLinks.None).Value);

    public static RawDocument Raw(Sample sample) =>
        new(sample.Id, sample.Version, Samples.Collection.Write(sample));

    public static RelatedFacts Facts(Instant[] dues, string[] cohorts) =>
        new RelatedFacts()
            .Add("tasks.open", FieldValue.Of((decimal)dues.Length))
            .AddPast("tasks.overdue", dues)
            .Add("tasks.next_due_at", FieldValue.Of(dues.Length == 0 ? null : dues.Min()))
            .Add("cohorts", FieldValue.Of(cohorts));

    public static RuleSubject Subject(this CompiledRule rule, Known known) =>
        RulePlan.Of(rule).Read(known.Document, known.Facts);

    internal sealed record Known(RawDocument Document, RelatedFacts Facts);

    private sealed class TypedFields((string Path, FieldType Type)[] fields) : IFieldCatalog
    {
        public IReadOnlyCollection<string> Paths => [.. fields.Select(f => f.Path)];

        public FieldType? TypeOf(string path) =>
            fields.Where(f => f.Path == path).Select(f => (FieldType?)f.Type).SingleOrDefault();
    }
}
