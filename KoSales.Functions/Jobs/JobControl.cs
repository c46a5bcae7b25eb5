using KoSales.Domain.Jobs;
using Microsoft.AspNetCore.Http;
using Microsoft.DurableTask.Client;

namespace KoSales.Functions.Jobs;

/// <summary>What the control endpoints of all jobs do: the directive is stored, then the job's orchestration is
/// told. A dry run ends before either.</summary>
/// <param name="shown">The answer with the job as it is now.</param>
internal sealed class JobControl<TJob>(
    JobLedger<TJob> ledger,
    JobStarter<TJob> starts,
    Func<TJob, Answer> shown
)
    where TJob : JobDocument
{
    /// <param name="move">Pause, resume or cancel.</param>
    public async Task<IResult> AskAsync(
        HttpRequest request,
        DurableTaskClient client,
        string id,
        Func<TJob, Command, Verdict<TJob>> move,
        CancellationToken cancellationToken
    )
    {
        var call = new Call<TJob>(request, shown);
        var asked = await ledger.AskAsync(id, call.Command, move, cancellationToken);
        if (!asked.IsRefused)
            await starts.WakeAsync(client, asked.Value, cancellationToken);
        return call.Answer(asked);
    }
}
