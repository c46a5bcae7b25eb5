using KoSales.Domain.Pipelines;
using KoSales.Domain.Pipelines.Workflows;

namespace KoSales.Domain.Reports;

/// <summary>The open stages of a workflow in their order, and at the end being won: what a funnel leads
/// through.</summary>
public sealed class FunnelPath
{
    private readonly Dictionary<string, int> _ranks = new(StringComparer.Ordinal);

    /// <param name="stages">Of the workflow, in whatever order.</param>
    public FunnelPath(IEnumerable<StageDefinition> stages)
    {
        var inOrder = stages.OrderBy(s => s.Order).ToList();
        Steps =
        [
            .. inOrder.Where(s => s.Type == StageType.Open),
            .. inOrder.Where(s => s.Type == StageType.Won).Take(1),
        ];
        foreach (var (rank, step) in Steps.Index())
            _ranks[step.Key] = rank;
        // Several stages may be won: all of them are the last step.
        foreach (var won in inOrder.Where(s => s.Type == StageType.Won))
            _ranks.TryAdd(won.Key, Steps.Count - 1);
    }

    public IReadOnlyList<StageDefinition> Steps { get; }

    /// <summary>Null for a lost stage, and for one that the workflow does not have.</summary>
    public int? RankOf(string stage) => _ranks.TryGetValue(stage, out var rank) ? rank : null;
}

/// <summary>How far pipelines came. Not thread-safe.</summary>
/// <remarks>
/// Read off the ledger. A stage counts as reached when the pipeline was in it or in any later one, so that
/// stages which were skipped do not look like losses; each pipeline counts once per stage, however often it
/// moved back and came again.
/// </remarks>
public sealed class FunnelTally(FunnelPath path)
{
    private readonly FunnelStep[] _steps = [.. path.Steps.Select(_ => new FunnelStep())];

    public int Entered { get; private set; }

    public int Open { get; private set; }

    public int Won { get; private set; }

    public int Lost { get; private set; }

    /// <summary>Of those that ended; one decimal, null while none has.</summary>
    public decimal? WonPercent => Won + Lost == 0 ? null : Math.Round(100m * Won / (Won + Lost), 1);

    /// <summary>In the order of the path.</summary>
    public IReadOnlyList<FunnelStep> Steps => _steps;

    /// <summary>Pipelines that were closed without a result are not to be added.</summary>
    public void Add(Pipeline pipeline)
    {
        Entered++;
        int[] ranks = [.. pipeline.History.Select(v => path.RankOf(v.Stage)).OfType<int>()];
        Reach(ranks);
        CountReturns(ranks);
        Settle(pipeline, ranks);
    }

    private void Reach(int[] ranks)
    {
        var furthest = ranks.Length == 0 ? 0 : ranks.Max();
        for (var rank = 0; rank <= furthest && rank < _steps.Length; rank++)
            _steps[rank].Reached++;
        foreach (var rank in ranks.Distinct())
            _steps[rank].Visited++;
    }

    private void CountReturns(int[] ranks)
    {
        foreach (var rank in ranks.Where((r, i) => i > 0 && ranks[i - 1] > r).Distinct())
            _steps[rank].Returned++;
    }

    private void Settle(Pipeline pipeline, int[] ranks)
    {
        switch (pipeline.Status)
        {
            case PipelineStatus.Open:
                Open++;
                if (path.RankOf(pipeline.Stage) is { } here)
                    _steps[here].Here++;
                break;
            case PipelineStatus.Won:
                Won++;
                break;
            case PipelineStatus.Lost:
                Lost++;
                if (_steps.Length > 0)
                    _steps[ranks.Length == 0 ? 0 : ranks[^1]].LostFrom++;
                break;
            case PipelineStatus.Closed:
                break;
        }
    }
}

/// <summary>What a funnel counts at one stage.</summary>
public sealed class FunnelStep
{
    /// <summary>Were in it, or in any later one.</summary>
    public int Reached { get; internal set; }

    /// <summary>Were in it.</summary>
    public int Visited { get; internal set; }

    /// <summary>Went past it without having been in it.</summary>
    public int Skipped => Reached - Visited;

    /// <summary>Came back to it from a later one.</summary>
    public int Returned { get; internal set; }

    /// <summary>Were lost out of it; those that were lost at once, out of the first.</summary>
    public int LostFrom { get; internal set; }

    /// <summary>Are in it now.</summary>
    public int Here { get; internal set; }
}
