using KoSales.Domain.Jobs;
using KoSales.Functions.Durable;
using Microsoft.DurableTask;

namespace KoSales.Functions.Jobs;

/// <summary>
/// The one loop of the orchestrations that carry out jobs: begins part after part, a few at a time, and
/// looks between them at what is wanted of the job. One is made for each run of an orchestrator.
/// </summary>
/// <remarks>
/// Orchestrations that an earlier release began go on with the code as it is now, so what the loop asks of
/// its context, and in which order, does not change. Nothing here but the context's clock and calls.
/// </remarks>
/// <typeparam name="TDone">What a part comes back with.</typeparam>
internal abstract class JobLoop<TDone>(TaskOrchestrationContext context)
{
    private static readonly TimeSpan LookAgainAfter = TimeSpan.FromMinutes(1);

    private readonly List<Task<TDone>> _underWay = [];

    /// <summary>To the end of this generation: the job ends, or goes on in a new one whose history begins
    /// afresh.</summary>
    public async Task RunAsync()
    {
        try
        {
            var directive = await AdvanceAsync();
            if (HasNext && directive != JobDirective.Stop)
                context.ContinueAsNew(Rest);
            else
                await EndAsync(isStopped: HasNext);
        }
        catch (TaskFailedException failure)
        {
            await FailAsync(failure);
        }
    }

    protected TaskOrchestrationContext Context => context;

    /// <summary>Parts under way at once.</summary>
    protected virtual int AtOnce => 1;

    protected abstract int PerGeneration { get; }

    /// <summary>After a part that failed for good the others under way finish before the job
    /// fails.</summary>
    protected virtual bool OthersFinishFirst => true;

    /// <summary>Whether there is a part that has not been begun.</summary>
    protected abstract bool HasNext { get; }

    /// <summary>The input with which the next generation goes on.</summary>
    protected abstract object Rest { get; }

    /// <summary>What comes before the first part; nothing where it is done already.</summary>
    protected virtual Task PrepareAsync() => Task.CompletedTask;

    protected abstract Task<TDone> BeginNextAsync();

    /// <summary>Takes note of a part that has come back.</summary>
    /// <returns>What was wanted of the job then.</returns>
    protected abstract JobDirective Settle(TDone done);

    /// <summary>What is wanted of a paused job after a wait.</summary>
    protected abstract Task<JobDirective> AskAsync();

    /// <summary>Shows how far it is; nothing by default.</summary>
    /// <param name="begun">Parts of this generation.</param>
    protected virtual void Show(int begun, JobDirective directive) { }

    /// <param name="isStopped">Parts are left that are not to be begun.</param>
    protected abstract Task EndAsync(bool isStopped);

    /// <param name="failure">Of the step that failed for good.</param>
    protected abstract Task FailAsync(TaskFailedException failure);

    protected Task CallAsync(string activity, object? input) =>
        context.CallActivityAsync(activity, input, WorkRetries.OfJobs);

    protected Task<T> CallAsync<T>(string activity, object? input) =>
        context.CallActivityAsync<T>(activity, input, WorkRetries.OfJobs);

    private async Task<JobDirective> AdvanceAsync()
    {
        await PrepareAsync();
        var (begun, directive) = (0, JobDirective.Run);
        while (directive != JobDirective.Stop && (_underWay.Count > 0 || MayGoOn(begun, directive)))
        {
            while (
                directive == JobDirective.Run
                && _underWay.Count < AtOnce
                && MayGoOn(begun, directive)
            )
            {
                begun++;
                _underWay.Add(BeginNextAsync());
            }

            Show(begun, directive);
            directive = _underWay.Count > 0 ? await NextDoneAsync() : await WaitAsync();
        }

        foreach (var done in await Task.WhenAll(_underWay))
            Settle(done);
        return directive;
    }

    /// <summary>A paused job waits in the generation that it was paused in.</summary>
    private bool MayGoOn(int begun, JobDirective directive) =>
        HasNext && (begun < PerGeneration || directive == JobDirective.Pause);

    private async Task<JobDirective> NextDoneAsync()
    {
        var done = await Task.WhenAny(_underWay);
        if (done.IsFaulted && OthersFinishFirst)
            await Task.WhenAll(_underWay);
        _underWay.Remove(done);
        return Settle(await done);
    }

    /// <summary>Until somebody says that the job has changed, or a minute has passed, since that word may
    /// get lost between the store and here.</summary>
    private async Task<JobDirective> WaitAsync()
    {
        using var enough = new CancellationTokenSource();
        var woken = context.WaitForExternalEvent<string?>(JobEvents.Wake, enough.Token);
        var minute = context.CreateTimer(context.CurrentUtcDateTime + LookAgainAfter, enough.Token);
        await Task.WhenAny(woken, minute);
        Cancel(enough);
        return await AskAsync();
    }

    // Not CancelAsync, which would leave the orchestrator's thread.
    private static void Cancel(CancellationTokenSource source) => source.Cancel();
}
