using KoSales.Domain.Pipelines;
using KoSales.Domain.Pipelines.Workflows;

namespace KoSales.Domain.Reports;

/// <summary>The open stages of a workflow in their order, and at the end being won: what a funnel leads
/// through, with the stages beside the way.</summary>
public sealed class FunnelPath
{
    private readonly Dictionary<string, int> _ranks = new(StringComparer.Ordinal);
    private readonly HashSet<string> _sides;
    private readonly HashSet<string> _lost;

    /// <param name="stages">Of the workflow, in whatever order.</param>
    public FunnelPath(IEnumerable<StageDefinition> stages)
    {
        var inOrder = stages.OrderBy(s => s.Order).ToList();
        _sides = SidesOf(inOrder);
        _lost = [.. inOrder.Where(s => s.Type == StageType.Lost).Select(s => s.Key)];
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

    /// <summary>Whether the step is beside the way: an open stage that leads only back to earlier ones, such as
    /// <c>nurture</c>. Who is in it has come no further than before, whatever its place in the order.</summary>
    public bool IsSide(int rank) => _sides.Contains(Steps[rank].Key);

    public bool IsLost(string stage) => _lost.Contains(stage);

    /// <summary>From the last to the first, so that a stage which leads on to side stages alone is judged by
    /// where else it leads.</summary>
    private static HashSet<string> SidesOf(List<StageDefinition> inOrder)
    {
        HashSet<string> sides = [];
        for (var place = inOrder.Count - 1; place > 0; place--)
        {
            var stage = inOrder[place];
            if (stage.Type != StageType.Open)
                continue;
            var next = inOrder
                .Index()
                .Where(s => s.Item.Type != StageType.Lost && !sides.Contains(s.Item.Key))
                .Where(s => stage.AllowedNext.Contains(s.Item.Key))
                .ToList();
            if (next.Count > 0 && next.All(s => s.Item.Type == StageType.Open && s.Index < place))
                sides.Add(stage.Key);
        }

        return sides;
    }
}

/// <summary>How far pipelines came. Not thread-safe.</summary>
/// <remarks>
/// Read off the ledger. A stage counts as reached when the pipeline was in it or in any later one, so that
/// stages which were skipped do not look like losses; each pipeline counts once per stage, however often it
/// moved back and came again. A stage beside the way (<see cref="FunnelPath.IsSide"/>) is reached by those
/// alone that were in it.
/// </remarks>
public sealed class FunnelTally(FunnelPath path)
{
    private const int Nowhere = -1;
    private const int OffTheWay = int.MaxValue;

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
        foreach (var rank in ReturnsOf(pipeline))
            _steps[rank].Returned++;
        Settle(pipeline, ranks);
    }

    private void Reach(int[] ranks)
    {
        var furthest = ranks.Where(r => !path.IsSide(r)).DefaultIfEmpty(0).Max();
        for (var rank = 0; rank <= furthest && rank < _steps.Length; rank++)
        {
            if (!path.IsSide(rank))
                _steps[rank].Reached++;
        }

        foreach (var rank in ranks.Distinct())
        {
            _steps[rank].Visited++;
            if (path.IsSide(rank))
                _steps[rank].Reached++;
        }
    }

    /// <summary>The steps to which it came back: from a later one, or after a loss or a time beside the way as
    /// far as it had come before.</summary>
    private HashSet<int> ReturnsOf(Pipeline pipeline)
    {
        HashSet<int> returned = [];
        HashSet<int> aside = [];
        var (furthest, before) = (0, Nowhere);
        foreach (var stage in pipeline.History.Select(v => v.Stage))
        {
            if (path.RankOf(stage) is not { } rank)
            {
                before = path.IsLost(stage) ? OffTheWay : before;
                continue;
            }

            var isSide = path.IsSide(rank);
            if (isSide ? !aside.Add(rank) : rank <= furthest && rank < before)
                returned.Add(rank);
            furthest = isSide ? furthest : Math.Max(furthest, rank);
            before = isSide ? OffTheWay : rank;
        }

        return returned;
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
    /// <summary>Were in it, or in any later one; of a stage beside the way, were in it.</summary>
    public int Reached { get; internal set; }

    /// <summary>Were in it.</summary>
    public int Visited { get; internal set; }

    /// <summary>Went past it without having been in it.</summary>
    public int Skipped => Reached - Visited;

    /// <summary>Came back to it: from a later one, from beside the way, or after a loss.</summary>
    public int Returned { get; internal set; }

    /// <summary>Were lost out of it; those that were lost at once, out of the first.</summary>
    public int LostFrom { get; internal set; }

    /// <summary>Are in it now.</summary>
    public int Here { get; internal set; }
}
