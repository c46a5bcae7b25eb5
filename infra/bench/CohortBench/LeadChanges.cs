using System.Globalization;
using KoSales.Domain.Filters.Dates;
using KoSales.Domain.Rules;

namespace KoSales.CohortBench;

/// <summary>One changed lead against all cohorts: reading it, asking every rule, and finding when the timed
/// ones change next.</summary>
internal static class LeadChanges
{
    public static void Run(TimeSpan time, int cohorts)
    {
        var fields = new RuleFields();
        CompiledRule[] rules =
        [
            .. Enumerable.Range(0, cohorts).Select(i => BenchLeads.Compile(Rule(i), fields)),
        ];
        var documents = Enumerable.Range(0, 1_000).Select(BenchLeads.Raw).ToArray();
        var plan = RulePlan.Of(rules);
        var (next, matched) = (0, 0L);

        void Change()
        {
            // A change happens at its own moment, so nothing is kept from the one before.
            var clock = new FilterClock(BenchLeads.Now + NodaTime.Duration.FromMilliseconds(next));
            var subject = plan.Read(documents[next++ % documents.Length]);
            matched += Matching(rules, subject, clock);
        }

        Print(rules, Meter.PerSecond(Change, time), (double)matched / next);
    }

    private static void Print(CompiledRule[] rules, double rate, double matched)
    {
        var conditions = rules.Sum(r => RuleTree.Conditions(r.Filter).Count());
        Console.WriteLine(
            $"a lead change against {rules.Length:N0} cohorts of {conditions:N0} conditions: {1e6 / rate:N1} µs, next change included; {matched:N1} match"
        );
    }

    private static int Matching(CompiledRule[] rules, RuleSubject subject, FilterClock clock)
    {
        var matched = 0;
        foreach (var rule in rules)
        {
            if (rule.OutlookOf(subject, clock).Holds)
                matched++;
        }

        return matched;
    }

    private static string Rule(int i) =>
        (i % 5) switch
        {
            0 => Text(
                i,
                """{"all":[{"field":"address.state_code","op":"eq","value":"STATE"},{"field":"kind","op":"in","value":["dealer","distributor"]}]}"""
            ),
            1 => Text(
                i,
                """{"all":[{"field":"status","op":"eq","value":"open"},"""
                    + """{"field":"score","op":"gte","value":SCORE},"""
                    + """{"field":"tags","op":"contains_any","value":["tTAG","vip"]}]}"""
            ),
            2 => Text(
                i,
                """{"all":[{"field":"status","op":"eq","value":"open"},"""
                    + """{"field":"created_at","op":"within_last","value":"DAYSd"},"""
                    + """{"not":{"field":"owner_id","op":"exists","value":true}}]}"""
            ),
            3 => Text(
                i,
                """{"any":[{"field":"last_contacted_at","op":"older_than","value":"DAYSd"},"""
                    + """{"all":[{"field":"crops","op":"contains_all","value":["cotton","chilli"]},"""
                    + """{"field":"land_acres","op":"gt","value":5}]}]}"""
            ),
            _ => Text(
                i,
                """{"all":[{"field":"created_at","op":"in_period","value":"this_quarter"},"""
                    + """{"field":"custom.total_visits","op":"gt","value":3},"""
                    + """{"field":"address.district","op":"ne","value":"District TAG"},"""
                    + """{"field":"source.channel","op":"nin","value":["manual","import"]}]}"""
            ),
        };

    private static string Text(int i, string rule) =>
        rule.Replace("STATE", Number(10 + (i % 25)), StringComparison.Ordinal)
            .Replace("SCORE", Number(i % 100), StringComparison.Ordinal)
            .Replace("TAG", Number(i % 50), StringComparison.Ordinal)
            .Replace("DAYS", Number(1 + (i % 60)), StringComparison.Ordinal);

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);
}
