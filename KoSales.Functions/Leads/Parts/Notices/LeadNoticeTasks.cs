using KoSales.Domain.Entities.Personal;
using KoSales.Domain.Leads;
using KoSales.Domain.Tasks;
using KoSales.Functions.Tasks.Making;

namespace KoSales.Functions.Leads.Parts.Notices;

/// <summary>Notices as tasks of the lead's owner, due soon; in the pool where the owner is given no
/// work.</summary>
public sealed class LeadNoticeTasks(NoticeTasks tasks) : ILeadNotices
{
    public ValueTask<string?> AddAsync(
        WriteBatch batch,
        Lead lead,
        LeadNotice notice,
        Command command,
        CancellationToken cancellationToken
    )
    {
        var subject = new TaskSubject(
            lead.Ref,
            lead.OwnerId,
            lead.TeamId,
            lead.PipelineId,
            lead.Stage
        )
        {
            Barred = lead.BarredChannels(),
        };
        return tasks.AddAsync(
            batch,
            subject,
            new NoticeTask(TitleOf(notice, command), TypeOf(notice)),
            command,
            cancellationToken
        );
    }

    private static string TitleOf(LeadNotice notice, Command command) =>
        notice switch
        {
            LeadNotice.EnquiredAgain => "Enquired again with somebody else: call back",
            LeadNotice.HandoverRequested =>
                $"{command.Actor.Id} talked to them and asks for this lead: hand it over or say why not",
            LeadNotice.SignalCame => NoticeTask.CallBackTitle,
        };

    private static TaskType TypeOf(LeadNotice notice) =>
        notice == LeadNotice.HandoverRequested ? TaskType.Custom : TaskType.Call;
}
