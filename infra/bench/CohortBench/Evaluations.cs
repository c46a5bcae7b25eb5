using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using KoSales.Domain.Cohorts;
using KoSales.Domain.Kernel.Ids;
using KoSales.Domain.Leads;
using KoSales.Domain.Pipelines;
using KoSales.Domain.Pipelines.Workflows;
using KoSales.Domain.Storage;
using KoSales.Domain.Tasks;
using KoSales.Functions.Api.Listing;
using KoSales.Functions.Api.Listing.Reading;
using KoSales.Functions.Cohorts;
using KoSales.Functions.Cohorts.Evaluation;
using KoSales.Functions.Cohorts.Members;
using KoSales.Functions.CustomFields;
using KoSales.Functions.Entities.Parts;
using KoSales.Functions.Jobs;
using KoSales.Functions.Leads;
using KoSales.Functions.Outbox;
using KoSales.Functions.Pipelines;
using KoSales.Functions.Rules;
using KoSales.Functions.Storage;
using KoSales.Functions.Storage.Sqlite;
using KoSales.Functions.Tasks;
using KoSales.Functions.Writing;
using Microsoft.Extensions.Logging.Abstractions;

namespace KoSales.CohortBench;

/// <summary>Full evaluations over a store on disk: the first one, which writes every member, and one that
/// finds everything right.</summary>
internal sealed class Evaluations(IDocumentStore store, int leads)
{
    private static readonly (string Name, string Rule)[] Rules =
    [
        ("4 % match", """{"all":[{"field":"address.state_code","op":"eq","value":"23"}]}"""),
        (
            "8 % match, 3 conditions",
            """{"all":[{"field":"status","op":"eq","value":"open"},{"field":"score","op":"gte","value":40},{"field":"kind","op":"eq","value":"dealer"}]}"""
        ),
        ("60 % match", """{"field":"score","op":"gte","value":40}"""),
        (
            "21 % match, relative dates",
            """{"all":[{"field":"created_at","op":"within_last","value":"30d"},{"field":"status","op":"ne","value":"x"}]}"""
        ),
        ("related facts: open tasks", """{"field":"tasks.open","op":"gte","value":1}"""),
    ];

    private static readonly Collection[] Collections =
    [
        LeadStore.Collection,
        PipelineCollections.Lead,
        SalesTasks.Collection,
        Cohort.Collection,
        CohortMember.Collection,
        MembershipPeriod.Collection,
        CohortReevaluation.Collection,
        CohortFigures.Collection,
        Domain.CustomFields.CustomField.Collection,
        Domain.Events.OutboxEvents.Collection,
    ];

    private int _last;

    public static async Task RunAsync(int leads)
    {
        var folder = Directory.CreateDirectory(
            Path.Combine(Environment.CurrentDirectory, $".bench-{Environment.ProcessId}")
        );
        try
        {
            using var store = new SqliteDocumentStore(
                new SqliteStoreOptions(Path.Combine(folder.FullName, "cohorts.db")),
                TimeProvider.System
            );
            await store.EnsureAsync([.. Collections], default);
            await new Evaluations(store, leads).RunAsync();
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private async Task RunAsync()
    {
        await FillAsync();
        foreach (var (name, rule) in Rules)
        {
            var evaluation = await MakeAsync(rule);
            await MeasureAsync($"{name}: first evaluation", evaluation);
            await MeasureAsync($"{name}: nothing to change", evaluation);
        }
    }

    private async Task FillAsync()
    {
        for (var from = 0; from < leads; from += 2_000)
        {
            var batch = new WriteBatch();
            for (var n = from; n < Math.Min(leads, from + 2_000); n++)
                batch.Insert(LeadStore.Collection, BenchLeads.Make(n, new Random(n)));
            var committed = await store.CommitAsync(batch, default);
            if (!committed.IsCommitted)
                throw new InvalidOperationException($"leads were not stored: {committed}");
        }
    }

    private async Task<Func<Task<long>>> MakeAsync(string rule)
    {
        var id = await InsertCohortAsync(rule);
        var evaluation = NewEvaluation();
        return async () =>
        {
            EvaluationStep? step = new(id.Value, null);
            while (step is not null)
                step = (await evaluation.RunAsync(step, default)).Next;
            return (await store.FindAsync(CohortFigures.Collection, id.Value, default))!.Size;
        };
    }

    private async Task<CohortId> InsertCohortAsync(string rule)
    {
        var id = new CohortId(string.Create(CultureInfo.InvariantCulture, $"COH-{++_last}"));
        var cohort = new Cohort
        {
            Id = id,
            Name = "bench",
            Entity = EntityKind.Lead,
            Rule = JsonElement.Parse(rule),
        };
        var figures = new CohortFigures { Id = id.Value, Definition = 1 };
        await store.CommitAsync(
            new WriteBatch()
                .Insert(Cohort.Collection, cohort)
                .Insert(CohortFigures.Collection, figures),
            default
        );
        return id;
    }

    private CohortEvaluation NewEvaluation()
    {
        var time = TimeProvider.System;
        var rows = new MembershipRows(store);
        var rules = NewRules(rows);
        var cache = new CohortCache(
            store,
            rules,
            time,
            Microsoft.Extensions.Options.Options.Create(new StorageSettings())
        );
        return new CohortEvaluation(
            store,
            rules,
            cache,
            new MembershipWriter(store, rules, rows, cache, new NoDispatch(), time),
            new JobDesk(
                store,
                new Items(store, new CursorSigner(new byte[32]), new Inclusion(store, [])),
                new Commits(store, new NoDispatch())
            ),
            time,
            NullLogger<CohortEvaluation>.Instance
        );
    }

    private RuleEngine NewRules(MembershipRows rows)
    {
        IRuleRelation[] relations =
        [
            new TaskRuleRelation(store, EntityKind.Lead),
            new PipelineRuleRelation(store, EntityKind.Lead, PipelineKind.Lead),
            new MembershipRuleRelation(rows, EntityKind.Lead),
        ];
        var custom = new CustomFieldCache(store, TimeProvider.System);
        return new RuleEngine(store, [new EntityRules<Lead>(LeadLists.Entity, custom)], relations);
    }

    private async Task MeasureAsync(string what, Func<Task<long>> evaluate)
    {
        using var process = Process.GetCurrentProcess();
        var (before, watch) = (process.TotalProcessorTime, Stopwatch.StartNew());
        var size = await evaluate();
        process.Refresh();
        var (wall, used) = (
            watch.Elapsed.TotalSeconds,
            (process.TotalProcessorTime - before).TotalSeconds
        );
        Console.WriteLine(
            $"{what}: {leads / wall:N0} leads/s, {leads / used:N0} per second of processor "
                + $"time; {size:N0} members, {wall:N2} s, working set "
                + $"{process.WorkingSet64 / 1_048_576} MB"
        );
    }

    private sealed class NoDispatch : IEventDispatcher
    {
        public ValueTask DispatchAsync(WriteBatch committed, CancellationToken cancellationToken) =>
            ValueTask.CompletedTask;
    }
}
