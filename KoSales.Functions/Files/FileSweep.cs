using Microsoft.Azure.Functions.Worker;

namespace KoSales.Functions.Files;

/// <summary>A feature that keeps files, told by how their names begin.</summary>
public interface IFileOwner
{
    string Prefix { get; }

    /// <summary>False for a file that no record knows: what an upload or a worker left behind that was
    /// killed.</summary>
    Task<bool> KeepsAsync(string name, CancellationToken cancellationToken);
}

/// <summary>Removes files that nobody knows any more. Their keys are lost, so they are waste and nothing
/// else.</summary>
public sealed class FileSweep(IFileStore store, IEnumerable<IFileOwner> owners, TimeProvider time)
{
    /// <summary>Younger files may be about to be known.</summary>
    private static readonly TimeSpan Young = TimeSpan.FromDays(1);

    /// <returns>How many files were removed, drafts not counted.</returns>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        var before = time.GetUtcNow() - Young;
        await store.DropDraftsAsync(before, cancellationToken);
        var removed = 0;
        foreach (var owner in owners)
            removed += await RunAsync(owner, before, cancellationToken);
        return removed;
    }

    private async Task<int> RunAsync(
        IFileOwner owner,
        DateTimeOffset before,
        CancellationToken cancellationToken
    )
    {
        var removed = 0;
        await foreach (var file in store.ListAsync(owner.Prefix, cancellationToken))
        {
            var isYoung = file.WrittenAt >= before;
            if (isYoung || await owner.KeepsAsync(file.Name, cancellationToken))
                continue;
            await store.DeleteAsync(file.Name, cancellationToken);
            removed++;
        }

        return removed;
    }
}

public sealed class FileFunctions(FileSweep sweep)
{
    [Function("FilesSweep")]
    public Task Sweep(
        [TimerTrigger("0 7 * * * *")] TimerInfo timer,
        CancellationToken cancellationToken
    ) => sweep.RunAsync(cancellationToken);
}
