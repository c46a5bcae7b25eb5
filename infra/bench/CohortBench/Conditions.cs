using KoSales.Domain.Filters.Dates;
using KoSales.Domain.Rules;

namespace KoSales.CohortBench;

/// <summary>Conditions decided per second on one core, by kind and in one rule of all kinds. Every
/// condition of a rule is reached: none of them matches in a
/// disjunction.</summary>
internal static class Conditions
{
    private const int Leads = 2_000;

    private static readonly (string Name, string Condition)[] Kinds =
    [
        ("eq text", """{"field":"address.state_code","op":"eq","value":"99"}"""),
        (
            "in of 20 texts",
            $$"""{"field":"address.district","op":"in","value":[{{string.Join(",", Enumerable.Range(100, 20).Select(i => $"\"District {i}\""))}}]}"""
        ),
        ("number", """{"field":"score","op":"gt","value":200}"""),
        ("list", """{"field":"tags","op":"contains_any","value":["cold","t99"]}"""),
        ("prefix", """{"field":"display_name","op":"prefix","value":"Su"}"""),
        ("rolling", """{"field":"created_at","op":"within_next","value":"7d"}"""),
        ("period", """{"field":"created_at","op":"in_period","value":"tomorrow"}"""),
        ("instant", """{"field":"updated_at","op":"gte","value":"2027-01-01T00:00:00.000Z"}"""),
        ("exists", """{"field":"lost_reason","op":"exists","value":true}"""),
        ("custom number", """{"field":"custom.total_visits","op":"gte","value":100}"""),
    ];

    public static void Run(TimeSpan time)
    {
        var documents = Enumerable.Range(0, Leads).Select(BenchLeads.Raw).ToArray();
        Console.WriteLine($"a lead: {documents.Average(d => d.Json.Length):N0} bytes");
        foreach (var (name, condition) in Kinds)
            Measure(name, [condition, condition, condition, condition], documents, time / 2);
        Measure("one rule of ten kinds", [.. Kinds.Select(k => k.Condition)], documents, time);
        MeasureReading(documents, time);
    }

    private static void Measure(
        string name,
        string[] conditions,
        Domain.Storage.RawDocument[] documents,
        TimeSpan time
    )
    {
        var rule = BenchLeads.Compile(
            $$"""{"any":[{{string.Join(",", conditions)}}]}""",
            new RuleFields()
        );
        var plan = RulePlan.Of(rule);
        var subjects = documents.Select(d => plan.Read(d)).ToArray();
        var clock = new FilterClock(BenchLeads.Now);
        var rate =
            Meter.PerSecond(() => Ask(rule, subjects, clock), time) * Leads * conditions.Length;
        Console.WriteLine($"conditions, {name}: {rate:N0} /s/core");
    }

    /// <summary>A lead read and asked: what a page of a full evaluation costs beside the store.</summary>
    private static void MeasureReading(Domain.Storage.RawDocument[] documents, TimeSpan time)
    {
        var ten = BenchLeads.Compile(
            $$"""{"any":[{{string.Join(",", Kinds.Select(k => k.Condition))}}]}""",
            new RuleFields()
        );
        var two = BenchLeads.Compile(
            """{"all":[{"field":"address.state_code","op":"eq","value":"23"},{"field":"kind","op":"in","value":["dealer","distributor"]}]}""",
            new RuleFields()
        );
        MeasureReading("ten fields", ten, documents, time);
        MeasureReading("two fields", two, documents, time);
    }

    private static void MeasureReading(
        string name,
        CompiledRule rule,
        Domain.Storage.RawDocument[] documents,
        TimeSpan time
    )
    {
        var clock = new FilterClock(BenchLeads.Now);
        var plan = RulePlan.Of(rule);
        void ReadAndAskAll()
        {
            foreach (var document in documents)
                rule.Matches(plan.Read(document), clock);
        }

        var rate = Meter.PerSecond(ReadAndAskAll, time) * Leads;
        Console.WriteLine($"leads read from JSON and asked, {name}: {rate:N0} /s/core");
    }

    private static void Ask(CompiledRule rule, RuleSubject[] subjects, FilterClock clock)
    {
        foreach (var subject in subjects)
        {
            if (rule.Matches(subject, clock))
                throw new InvalidOperationException("a condition was met that should not be");
        }
    }
}
