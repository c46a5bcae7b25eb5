using KoSales.Domain.Imports;
using KoSales.Functions.Imports.Reading;
using KoSales.Functions.Leads.Intake;

namespace KoSales.Functions.Imports;

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
        ImportRows rows,
        ImportPlan plan,
        string? workflowId,
        Command command,
        CancellationToken cancellationToken
    )
    {
        int[] named =
        [
            .. Enumerable
                .Range(0, rows.Drafts.Count)
                .Where(i => rows.Drafts[i].Draft.Placement?.Stage is not null),
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
        {
            if (entries[i].IsRefused)
                rows.FailDraft(named[i], entries[i].Faults, plan);
            else
                rows.Enter(named[i], entries[i].Value);
        }
    }

    private static ReachedStage Reached(ImportRow row, string? workflowId, Command command)
    {
        var placement = row.Draft.Placement!;
        return new ReachedStage(
            new StartingLead(LeadAssembly.Sketch(row.Draft, command), workflowId),
            placement.Stage!,
            placement.LostReason
        );
    }
}
