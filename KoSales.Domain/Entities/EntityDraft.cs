using KoSales.Domain.Assignment;
using KoSales.Domain.CustomFields;
using KoSales.Domain.Fields;
using KoSales.Domain.Pipelines.Workflows;

namespace KoSales.Domain.Entities;

/// <summary>A row of a file as an entity: nothing in it breaks a rule that can be told without the
/// store.</summary>
/// <param name="Entity">With the fields that the row gives and no number yet.</param>
public sealed record EntityDraft<T>(T Entity) : IPlaced<EntityDraft<T>>
    where T : Entity
{
    /// <summary>As the row gave it, for what is personal in it.</summary>
    public EntityInput Input { get; init; } = new();

    public Placement? Placement { get; init; }

    /// <summary>Found by <see cref="Placement"/>; null for the pool of the importer's team.</summary>
    public Holder? Holder { get; init; }

    /// <summary>Of the pipeline that it starts on; null for none.</summary>
    public PipelineDefinition? Definition { get; init; }

    /// <summary>At which it starts: the one that the row names, else the first; null without a
    /// pipeline.</summary>
    public StageDefinition? Stage { get; init; }

    /// <summary>Why it was lost; null at any other stage.</summary>
    public string? Reason => Stage?.Type == StageType.Lost ? Placement?.LostReason : null;

    /// <summary>Its input holds personal data in the clear.</summary>
    public override string ToString() => nameof(EntityDraft<T>);

    public EntityDraft<T> At(Holder holder) => this with { Holder = holder };

    /// <summary>Every fault at once, each at the path of its column. Required custom fields may be
    /// missing.</summary>
    /// <param name="cells">Dotted path → cell text, defaults and value maps applied already.</param>
    public static Verdict<EntityDraft<T>> Parse(
        DraftTables<T> tables,
        IEnumerable<KeyValuePair<string, string>> cells,
        CellStyle style
    )
    {
        var checks = new FieldChecks();
        var input = tables.Cells.Read(cells, style, tables.CustomFields, checks);
        var fields = tables.Fields.Create(tables.Blank, input.Fields, checks);
        tables.CheckPersonal?.Invoke(fields, input, checks);
        var values = checks.ShownTexts(tables.CustomFields.Check(input.Custom, checks.Faults));
        var draft = new EntityDraft<T>((T)(fields with { Custom = values }))
        {
            Input = input,
            Placement = Entities.Placement.Of(input, checks),
        };
        return checks.Faults.Count == 0 ? draft : Verdict<EntityDraft<T>>.Refuse(checks.Faults);
    }
}

/// <summary>By what rows become entities.</summary>
/// <param name="Blank">An entity of which nothing is known yet.</param>
public sealed record DraftTables<T>(
    CellTable<T> Cells,
    FieldTable<T> Fields,
    T Blank,
    CustomFieldSet CustomFields
)
    where T : Entity
{
    /// <summary>Notes every fault of the personal part; null for entities that have none.</summary>
    public Action<T, EntityInput, FieldChecks>? CheckPersonal { get; init; }
}
