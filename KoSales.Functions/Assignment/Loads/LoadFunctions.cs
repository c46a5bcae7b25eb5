using System.Runtime.CompilerServices;
using KoSales.Functions.Invariants;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using NodaTime;

namespace KoSales.Functions.Assignment.Loads;

public sealed class LoadFunctions(LoadAudit audit, TimeProvider time)
{
    [Function("AgentLoadsRecount"), Access(Role.Admin), NotStored]
    [Operation(
        "Count again what agents own",
        Tag = "agents",
        Result = typeof(LoadAuditView),
        Query = ["dry_run"],
        Description = "Loads are counted with every change, so there is nothing to find; what is found is put right, unless dry_run=true."
    )]
    public async Task<IResult> Recount(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "v1/agent-loads/recount")]
            HttpRequest request,
        CancellationToken cancellationToken
    )
    {
        var state = RequestState.Of(request.HttpContext);
        var dryRun = Flags.DryRun(request);
        var found = dryRun
            ? await audit.CheckAsync(cancellationToken)
            : await audit.RepairAsync(
                new Command(state.Actor, state.Now, state.TraceId),
                cancellationToken
            );
        return Answers.Of(
            new LoadAuditView(found, !dryRun),
            AssignmentContractsJson.Wire.LoadAuditView
        );
    }

    [Function("AgentLoadsPrune")]
    public Task Prune(
        [TimerTrigger("0 10 20 * * *", UseMonitor = false)] TimerInfo timer,
        CancellationToken cancellationToken
    ) =>
        audit.PruneAsync(
            new Command(
                Actor.System,
                Instant.FromDateTimeOffset(time.GetUtcNow()),
                "agent-loads-prune"
            ),
            cancellationToken
        );
}

/// <param name="Repaired">False for a dry run.</param>
public sealed record LoadAuditView(IReadOnlyList<LoadViolation> Violations, bool Repaired);

/// <summary>Agents hold what their loads count.</summary>
public sealed class LoadInvariant(LoadAudit audit) : IInvariant
{
    public string Name => "loads";

    public async IAsyncEnumerable<Violation> CheckAsync(
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        foreach (var found in await audit.CheckAsync(cancellationToken))
            yield return new Violation(
                Name,
                found.AgentId,
                $"its load counts {found.OpenLeads} leads and {found.OpenTasks} tasks, it has "
                    + $"{found.CountedLeads} and {found.CountedTasks}"
            );
    }
}
