using System.Reflection;

namespace KoSales.Tests.Writing;

/// <summary>A store of which somebody else is faster when it is told so: its next commit is refused, and
/// nothing of it is written.</summary>
public class OvertakenStore : DispatchProxy
{
    private IDocumentStore _inner = null!;

    public bool IsOvertaken { get; set; }

    /// <summary>The same object as a store, and as that which is told.</summary>
    public static (IDocumentStore Store, OvertakenStore Told) Over(IDocumentStore inner)
    {
        var store = Create<IDocumentStore, OvertakenStore>();
        var told = (OvertakenStore)(object)store;
        told._inner = inner;
        return (store, told);
    }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
    {
        if (targetMethod!.Name != nameof(IDocumentStore.CommitAsync) || !IsOvertaken)
            return targetMethod.Invoke(_inner, args);
        IsOvertaken = false;
        return new ValueTask<CommitResult>(CommitResult.Refused(CommitStatus.VersionConflict, 0));
    }
}
