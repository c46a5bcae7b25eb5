using KoSales.Domain.Assignment;
using KoSales.Domain.Leads;
using KoSales.Domain.Tasks;
using KoSales.Domain.Work;
using KoSales.Functions.Agents;
using KoSales.Functions.Tasks;

namespace KoSales.Functions.Leads.Parts.Notices;

/// <summary>Notices as tasks of the lead's owner, due soon; in the pool where the owner is given no
/// work.</summary>
public sealed class LeadNoticeTasks(
    IDocumentStore store,
    IdAllocator ids,
    Availability availability,
    ISlaClocks clocks
) : ILeadNotices
{
    private const int TargetMinutes = 60;

    public async ValueTask AddAsync(
        WriteBatch batch,
        Lead lead,
        LeadNotice notice,
        Command command,
        CancellationToken cancellationToken
    )
    {
        var title = TitleOf(notice, command);
        if (await IsOpenAsync(lead, title, cancellationToken))
            return;
        var holder = await availability.OrPoolAsync(
            new Holder(lead.OwnerId, lead.TeamId),
            command.Now,
            cancellationToken
        );
        var question = new SlaQuestion(
            null,
            TargetMinutes,
            TaskPriority.High,
            holder.OwnerId,
            holder.TeamId
        );
        var terms = await clocks.TermsAsync(question, cancellationToken);
        var times = await clocks.TimesAsync(null, cancellationToken);
        var id = await ids.NextAsync<SalesTaskId>(cancellationToken);
        var task = TaskOf(lead, holder, title, notice, command) with { Id = id };
        batch.AddNew(task.StartClock(terms, times, command.Now), command);
    }

    private static string TitleOf(LeadNotice notice, Command command) =>
        notice switch
        {
            LeadNotice.EnquiredAgain => "Enquired again with somebody else: call back",
            LeadNotice.HandoverRequested =>
                $"{command.Actor.Id} talked to them and asks for this lead: hand it over or say why not",
        };

    private async ValueTask<bool> IsOpenAsync(
        Lead lead,
        string title,
        CancellationToken cancellationToken
    )
    {
        var same = Filter.AllOf(
            TaskLists.Of(EntityKind.Lead, lead.Key),
            SalesTasks.Open,
            Filter.Eq("title", title)
        );
        return await store.FirstAsync(SalesTasks.Collection, same, cancellationToken) is not null;
    }

    private static SalesTask TaskOf(
        Lead lead,
        Holder holder,
        string title,
        LeadNotice notice,
        Command command
    ) =>
        new()
        {
            Id = default,
            Title = title,
            Type = notice == LeadNotice.EnquiredAgain ? TaskType.Call : TaskType.Custom,
            EntityRef = lead.Id.Ref,
            PipelineId = lead.PipelineId,
            Stage = lead.Stage,
            OwnerId = holder.OwnerId,
            TeamId = holder.TeamId,
            Priority = TaskPriority.High,
            Optional = true,
            OnLeave = OnLeave.Keep,
            CreatedAt = command.Now,
            UpdatedAt = command.Now,
            CreatedBy = command.Actor.Id,
            UpdatedBy = command.Actor.Id,
        };
}
