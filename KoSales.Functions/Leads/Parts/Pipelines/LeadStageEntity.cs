using System.Collections.Frozen;
using System.Text.Json;
using KoSales.Domain.Assignment;
using KoSales.Domain.Entities.Personal;
using KoSales.Domain.Leads;
using KoSales.Domain.Loads;
using KoSales.Domain.Pii;
using KoSales.Domain.Pipelines.Moves;
using KoSales.Domain.Pipelines.Workflows;
using KoSales.Functions.CustomFields;
using KoSales.Functions.Leads.Intake;
using KoSales.Functions.Pipelines;
using KoSales.Functions.Pipelines.Moves;
using KoSales.Functions.Scoring;

namespace KoSales.Functions.Leads.Parts.Pipelines;

/// <summary>Leads, as pipelines see them.</summary>
public sealed class LeadStageEntities(
    IDocumentStore store,
    CustomFieldCache customFields,
    ScoreCardCache scores,
    LeadJournal journal,
    LeadDuplicates duplicates
) : IPipelineEntities
{
    private static readonly FrozenSet<string> Shown = Projection
        .For<LeadView>()
        .Members.ToFrozenSet();

    public PipelineKind Kind => PipelineKind.Lead;

    public async ValueTask<IFieldCatalog> FieldsAsync(CancellationToken cancellationToken) =>
        LeadFields.With(await customFields.OfAsync(EntityKind.Lead, cancellationToken));

    /// <summary>What filters may name, what a lead shows, and <c>phone</c> and <c>email</c>.</summary>
    public bool CanRequire(string path, IFieldCatalog fields)
    {
        if (
            fields.TypeOf(path) is not null
            || path is LeadStageEntity.Phone or LeadStageEntity.Email
        )
            return true;
        return !path.StartsWith("custom", StringComparison.Ordinal)
            && Shown.Contains(path.Split('.')[0]);
    }

    public async ValueTask<IPipelineEntity?> LoadAsync(
        string id,
        CancellationToken cancellationToken
    ) =>
        await store.FindAsync(LeadStore.Collection, id, cancellationToken)
            is { DeletedAt: null } lead
            ? Of(lead)
            : null;

    /// <summary>A lead that was loaded already, with what is to be written under the condition that it still is
    /// as it was then.</summary>
    public IPipelineEntity Of(Lead lead) => new LeadStageEntity(lead, scores, journal, duplicates);

    public async ValueTask<IReadOnlyDictionary<string, EntityMirror>> MirrorsAsync(
        IReadOnlyCollection<string> ids,
        CancellationToken cancellationToken
    ) =>
        (await store.GetManyAsync(LeadStore.Collection, ids, cancellationToken))
            .Select(LeadStore.Collection.Read)
            .Where(l => l.DeletedAt is null)
            .ToDictionary(
                l => l.Id.Value,
                l => new EntityMirror(l.PipelineId, l.Stage, l.OwnerId, l.TeamId)
            );
}

/// <summary>One lead. Its score follows the stage where a rule asks for it.</summary>
internal sealed class LeadStageEntity(
    Lead lead,
    ScoreCardCache scores,
    LeadJournal journal,
    LeadDuplicates duplicates
) : IPipelineEntity
{
    public const string Phone = "phone";
    public const string Email = "email";

    private JsonElement? _json;

    public JsonElement Json =>
        _json ??= JsonSerializer.SerializeToElement(lead, LeadStore.Collection.Json);

    public IReadOnlySet<string> VerifiedDocuments => lead.VerifiedDocuments;

    public IReadOnlySet<ConsentChannel> Barred => lead.BarredChannels();

    public bool HasValue(string path) =>
        JsonValues.HasValue(Json, path is Phone or Email ? path + "_masked" : path);

    public async ValueTask<Verdict<Mirrored>> MirrorAsync(
        WriteBatch batch,
        StageMirror mirror,
        Command command,
        CancellationToken cancellationToken
    )
    {
        if (
            mirror.IsRepair
            && lead.Stage == mirror.Stage.Key
            && lead.Status == LeadStages.StatusAt(mirror.Stage)
        )
            return new Mirrored([], WireNames<LeadStatus>.Of(lead.Status), IsRecorded: false);
        var entered = lead.EnterStage(
            mirror.Stage,
            mirror.Reason,
            new Holder(mirror.Pipeline.OwnerId, mirror.Pipeline.TeamId),
            command
        );
        if (entered.IsRefused)
            return entered.Refusal;
        var card = await scores.CurrentAsync(cancellationToken);
        var fact = entered.Value.Rescored(
            card.Rescore(entered.Value.Lead, entered.Value.Paths, command.Now)
        );
        if (fact.Changes.Count > 0)
            batch.Replace(LeadStore.Collection, fact.Lead).CountLead(lead, fact.Lead, command);
        var recorded = fact.Lead.Status != lead.Status;
        if (recorded)
            await journal.RecordAsync(batch, fact, command, cancellationToken);
        return new Mirrored(fact.Paths, WireNames<LeadStatus>.Of(fact.Lead.Status), recorded);
    }

    public ValueTask<Fault?> FaultOfAsync(
        string index,
        Actor by,
        CancellationToken cancellationToken
    ) => duplicates.FaultOfAsync(lead, index, by, cancellationToken);
}
