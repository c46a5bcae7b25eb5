using Microsoft.Extensions.DependencyInjection;
using NodaTime;

namespace KoSales.Functions.Api.Listing;

/// <summary>What a list of a resource takes and shows. One per resource, static, registered with
/// <see cref="ListRegistration.AddLists"/> for the OpenAPI document.</summary>
public abstract record ListSpec
{
    private protected ListSpec() { }

    /// <summary>As in the path: <c>leads</c>. Unique.</summary>
    public required string Name { get; init; }

    /// <summary>The singular, for fault codes and messages: <c>lead</c>.</summary>
    public required string Noun { get; init; }

    public required Collection Collection { get; init; }

    /// <summary>Filterable dotted paths with their types.</summary>
    public required IReadOnlyDictionary<string, FieldType> Fields { get; init; }

    /// <summary>Filterable paths that are not stored, but told from a stored member.</summary>
    public IReadOnlyDictionary<string, ToldField> Told { get; init; } =
        new Dictionary<string, ToldField>();

    /// <summary>Sortable paths with their types; each has an index. <c>id</c> is always sortable.</summary>
    public IReadOnlyDictionary<string, FieldType> Sorts { get; init; } =
        new Dictionary<string, FieldType> { ["created_at"] = FieldType.Instant };

    /// <summary>
    /// Sortable path → the stored member by which it is sorted where that is another one, such as a name's
    /// form without
    /// case.
    /// </summary>
    public IReadOnlyDictionary<string, string> SortedBy { get; init; } =
        new Dictionary<string, string>();

    /// <summary>One of <see cref="Sorts"/> (or <c>id</c>), a leading <c>-</c> for descending.</summary>
    public string DefaultSort { get; init; } = "-created_at";

    /// <summary>What is never shown, deleted documents by default.</summary>
    public Filter Base { get; init; } = Filter.Missing("deleted_at");

    /// <summary>What an actor may see.</summary>
    public Func<Actor, Filter> Scope { get; init; } = Domain.Access.Scope.Owned;

    /// <summary>Whose open work lets people see more than the scope does; null for nobody's.</summary>
    public SeenByWork? SeenByWork { get; init; }

    /// <summary>The stored member by which a hidden resource says where it went, so that asking for it leads
    /// there; null for resources that are not merged.</summary>
    public string? MergedInto { get; init; }

    public IReadOnlyList<Include> Includes { get; init; } = [];

    /// <summary>Members that are kept in documents of their own, shown with the resource's; null for
    /// none.</summary>
    public Figures? Figures { get; init; }

    /// <summary>Makes of the stored document what is shown, before anything is picked from it; null to show
    /// it as it is.</summary>
    public Func<RawDocument, RawDocument>? Shown { get; init; }

    internal RawDocument AsShown(RawDocument stored) => Shown is null ? stored : Shown(stored);

    /// <summary>The entity whose custom fields may be named as <c>custom.x</c>, asked of
    /// <see cref="IDynamicFields"/>; null for none.</summary>
    public string? CustomFieldsOf { get; init; }

    /// <summary>Parameters that the function reads by itself; when they choose between lists, those have
    /// names of their own, since cursors are bound to the name.</summary>
    public IReadOnlyCollection<string> OwnParameters { get; init; } = [];

    /// <summary>The values that a filterable path can have where there are only so many; null for any
    /// other.</summary>
    internal IReadOnlyCollection<string>? ChoicesOf(string path) =>
        FilterChoices.Of(ViewType, path);

    public abstract Projection View { get; }

    public abstract Type ViewType { get; }
}

/// <typeparam name="TView">The record whose members are shown.</typeparam>
public sealed record ListSpec<TView> : ListSpec
{
    public override Projection View { get; } = Projection.For<TView>();

    public override Type ViewType => typeof(TView);
}

/// <summary>A text that is shown for each of a few values of a stored member, such as the entity that a kind
/// of job is about.</summary>
/// <param name="Stored">Path of the member.</param>
/// <param name="Of">Each value it can have → what is told for it; null for nothing.</param>
public sealed record ToldField(string Stored, IReadOnlyDictionary<string, string?> Of)
{
    /// <summary>The values for which the condition on what is told holds, as a condition on the member.</summary>
    internal Filter Ask(Filter.Condition condition)
    {
        var holds = FilterMatcher.Compile(condition, Reader.Instance, Instant.MinValue);
        return Filter.In(Stored, [.. Of.Where(v => holds(v.Value)).Select(v => v.Key)]);
    }

    private sealed class Reader : IFieldReader<string?>
    {
        public static readonly Reader Instance = new();

        public Func<string?, FieldValue> Accessor(string path) =>
            told => told is null ? default : FieldValue.Of(told);
    }
}

/// <summary>A relation that <c>include=</c> may ask for. Its records come under <c>included.{Name}</c>, in
/// the target's view and within the caller's scope.</summary>
/// <param name="Path">Dotted path in this resource that holds the key: <c>owner_id</c>.</param>
/// <param name="Target">The name of a list that is registered as one to include, so that two resources may
/// name each other.</param>
/// <param name="TargetField">The field of the target that equals it.</param>
public sealed record Include(string Name, string Path, string Target, string TargetField = "id")
{
    /// <summary>So many records at most come along with one answer, of each collection.</summary>
    public int Most { get; init; } = 200;

    /// <summary>Beginning of a key → the name of the list where the records of such keys are, with the
    /// target's view; the others are in the target.</summary>
    public IReadOnlyDictionary<string, string> Elsewhere { get; init; } =
        new Dictionary<string, string>();

    internal string TargetOf(string key) =>
        Elsewhere.FirstOrDefault(e => key.StartsWith(e.Key, StringComparison.Ordinal)).Value
        ?? Target;
}

/// <summary>What changes about a resource by itself, such as counts: documents with the resource's id in
/// another collection, so that its version stays. A
/// resource with figures is never answered with 304, since its ETag does not tell whether they
/// changed.</summary>
/// <param name="Members">The members shown, as in the resource's view.</param>
public sealed record Figures(Collection Collection, IReadOnlyCollection<string> Members)
{
    /// <summary>The figures as shown, from the document as stored and the instant of the request; null
    /// where the two are the same.</summary>
    public Func<RawDocument, Instant, byte[]>? Shape { get; init; }
}

/// <summary>Types of fields that users define at run time.</summary>
public interface IDynamicFields
{
    /// <summary>Paths such as <c>custom.country</c> with their types.</summary>
    ValueTask<IFieldCatalog> OfAsync(string entity, CancellationToken cancellationToken);
}

/// <summary>A list whose records others may include.</summary>
public sealed record IncludedList(ListSpec Spec);

public static class ListRegistration
{
    /// <summary>What <see cref="Include.Target"/> names.</summary>
    public static IServiceCollection AddIncluded(this IServiceCollection services, ListSpec spec) =>
        services.AddSingleton(new IncludedList(spec));

    public static IServiceCollection AddLists(
        this IServiceCollection services,
        params IReadOnlyList<ListSpec> specs
    )
    {
        foreach (var spec in specs)
            services.AddSingleton(spec);
        return services;
    }
}
