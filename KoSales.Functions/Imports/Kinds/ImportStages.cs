using KoSales.Domain.Imports;
using KoSales.Domain.Leads;
using KoSales.Functions.Imports.Reading;
using KoSales.Functions.Leads.Intake;

namespace KoSales.Functions.Imports.Kinds;

/// <summary>
/// Finds the stages that rows name, in the workflow on which each lead starts. The conditions of entering
/// one are not asked: the file says where the lead is.
/// </summary>
public sealed class ImportStages(ILeadStart start)
{
    /// <summary>The rows with their stages; those whose stage there is not, or whose lead was lost without a
    /// reason, have failed.</summary>
    /// <param name="workflowId">On which all leads start; null for the one that the rules or the default
    /// say.</param>
    internal async Task EnterAsync(
        ImportRows<LeadDraft> rows,
        ImportPlan plan,
        string? workflowId,
        Command command,
        CancellationToken cancellationToken
    )
    {
        int[] named =
        [
            .. from row in rows.Drafts.Index()
            where row.Item.Draft.Placement?.Stage is not null
            select row.Index,
        ];
        if (named.Length == 0)
            return;
        var entries = await start.EntriesAsync(
            [.. named.Select(i => Reached(rows.Drafts[i], workflowId, command))],
            command.Now,
            cancellationToken
        );
        // From the last one, since failed rows leave the list.
        for (var i = named.Length - 1; i >= 0; i--)
            Enter(rows, named[i], entries[i], plan);
    }

    private static void Enter(
        ImportRows<LeadDraft> rows,
        int at,
        Verdict<LeadEntry> entry,
        ImportPlan plan
    )
    {
        if (entry.IsRefused)
            rows.FailDraft(at, entry.Faults, plan);
        else
            rows.Change(at, rows.Drafts[at].Draft with { Entry = entry.Value });
    }

    private static ReachedStage Reached(
        ImportRow<LeadDraft> row,
        string? workflowId,
        Command command
    )
    {
        var placement = row.Draft.Placement!;
        return new ReachedStage(
            new StartingLead(LeadAssembly.Sketch(row.Draft, command), workflowId),
            placement.Stage!,
            placement.LostReason
        );
    }
}
