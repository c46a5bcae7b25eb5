using KoSales.Domain.Assignment;
using KoSales.Domain.Signals;
using KoSales.Domain.Tasks;
using KoSales.Functions.Signals;
using KoSales.Functions.Tasks.Making;
using KoSales.Functions.Writing;

namespace KoSales.Functions.SignalSources.Taking;

/// <summary>Keeps signals that change no lead: about contacts, customers and deals, about closed leads, and about
/// nobody.</summary>
public sealed class SignalRecords(TaskSubjects subjects, NoticeTasks tasks, Commits commits)
{
    private static readonly Fault Busy = Fault.Busy("signal.busy", "The signal");

    /// <param name="isWorked">Whoever has the record is to act.</param>
    public Task<Verdict<TakenSignal>> NoteAsync(
        SignalCase signal,
        EntityRef about,
        bool isWorked,
        CancellationToken cancellationToken
    ) =>
        commits.DecideAsync<TakenSignal>(
            Busy,
            async attempt =>
            {
                var subject = await subjects.FindAsync(about, Actor.System, cancellationToken);
                if (subject is null)
                    return SignalLeads.Overtaken;
                var command = signal.Command;
                var asks = isWorked && signal.Begun.Kind.AsksForCall();
                var notice = new NoticeTask(NoticeTask.CallBackTitle, TaskType.Call);
                var task = asks
                    ? await tasks.AddAsync(
                        attempt.Batch,
                        subject,
                        notice,
                        command,
                        cancellationToken
                    )
                    : null;
                var holder = new Holder(subject.OwnerId, subject.TeamId);
                var taken = signal.Begun.Take(
                    new SignalOutcome(SignalStatus.Matched, about, holder)
                    {
                        Effects = [.. TaskEffects(task), .. signal.Begun.CallEffects()],
                    },
                    command
                );
                SignalJournal.Tell(attempt.Batch, taken, command);
                return signal.Add(attempt.Batch, taken);
            },
            cancellationToken,
            Taken
        );

    /// <summary>Ignored or failed.</summary>
    public Task<Verdict<TakenSignal>> KeepAsync(
        SignalCase signal,
        Signal settled,
        CancellationToken cancellationToken
    ) =>
        commits.DecideAsync<TakenSignal>(
            Busy,
            attempt =>
                attempt.Number > 1
                    ? new(SignalLeads.Overtaken)
                    : new(signal.Add(attempt.Batch, settled)),
            cancellationToken,
            Taken
        );

    private static ValueTask<Verdict<TakenSignal>?> Taken(TakenSignal taken, string? index) =>
        new((Verdict<TakenSignal>)SignalLeads.Overtaken);

    private static IEnumerable<SignalEffect> TaskEffects(string? task)
    {
        if (task is not null)
            yield return new SignalEffect(SignalEffectType.TaskCreated, task);
    }
}
