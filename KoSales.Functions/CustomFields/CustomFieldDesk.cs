using KoSales.Domain.CustomFields;
using KoSales.Functions.Outbox;
using KoSales.Functions.References;

namespace KoSales.Functions.CustomFields;

/// <summary>Defines the fields that this company adds. What it changes is known on this host at once.</summary>
public sealed class CustomFieldDesk(
    IDocumentStore store,
    IdAllocator ids,
    Items items,
    CustomFieldCache cache,
    IEnumerable<ICustomFieldWatcher> watchers,
    IEnumerable<IFieldUses> uses,
    ReferenceCatalogue references,
    IEventDispatcher events
)
{
    /// <summary>A custom field was made, changed or deleted: rules that name it may hold no longer, or
    /// again.</summary>
    public const string Changed = "custom_field.changed";

    public async Task<Verdict<CustomField>> CreateAsync(
        CreateCustomField body,
        Command command,
        CancellationToken cancellationToken
    )
    {
        var field = New(body, await ids.NextAsync<CustomFieldId>(cancellationToken), command);
        var verdict = field.Checked();
        return verdict.IsRefused
            ? verdict
            : await CommitAsync(
                new WriteBatch().Insert(CustomField.Collection, field),
                field,
                command,
                cancellationToken
            );
    }

    private static CustomField New(CreateCustomField body, CustomFieldId id, Command command) =>
        new()
        {
            Id = id,
            Entity = body.Entity,
            FieldKey = body.Key,
            Name = body.Name.Trim(),
            Type = body.Type,
            Options = body.Options ?? [],
            Required = body.Required ?? false,
            CreatedAt = command.Now,
            UpdatedAt = command.Now,
            CreatedBy = command.Actor.Id,
            UpdatedBy = command.Actor.Id,
        };

    public async Task<Verdict<CustomField>> EditAsync(
        string id,
        PatchRequest<EditCustomField> patch,
        Command command,
        CancellationToken cancellationToken
    )
    {
        var found = await items.LoadAsync(
            CustomFieldLists.CustomFields,
            CustomField.Collection,
            id,
            patch.Patch.IfMatch,
            command.Actor,
            cancellationToken
        );
        if (found.IsRefused)
            return found;
        var edited = Edited(found.Value, patch, command);
        return edited.IsRefused
            ? edited
            : await CommitAsync(
                new WriteBatch().Replace(CustomField.Collection, edited.Value),
                edited.Value,
                command,
                cancellationToken
            );
    }

    private static Verdict<CustomField> Edited(
        CustomField field,
        PatchRequest<EditCustomField> patch,
        Command command
    ) =>
        field.Edit(
            patch.Patch.Has("name") ? patch.Edit.Name ?? "" : field.Name,
            patch.Patch.Has("options") ? patch.Edit.Options ?? [] : field.Options,
            patch.Patch.Has("required") ? patch.Edit.Required ?? false : field.Required,
            command
        );

    /// <summary>Refused while a stage or a score rule asks for it. Cohorts whose rules do are frozen.</summary>
    public async Task<Verdict<CustomField>> DeleteAsync(
        string id,
        Command command,
        CancellationToken cancellationToken
    )
    {
        var found = await items.LoadAsync(
            CustomFieldLists.CustomFields,
            CustomField.Collection,
            id,
            command.Actor,
            cancellationToken
        );
        if (found.IsRefused)
            return found;
        if (
            await references.ObjectionAsync(Referred.CustomField, id, cancellationToken) is
            { } inUse
        )
            return inUse;
        var deleted = found.Value.Delete(command);
        return await CommitAsync(
            new WriteBatch().Replace(CustomField.Collection, deleted),
            deleted,
            command,
            cancellationToken
        );
    }

    /// <summary>What deleting it would break; changes nothing.</summary>
    public async Task<Verdict<FieldRemoval>> PlanDeletionAsync(
        string id,
        Command command,
        CancellationToken cancellationToken
    )
    {
        var found = await items.LoadAsync(
            CustomFieldLists.CustomFields,
            CustomField.Collection,
            id,
            command.Actor,
            cancellationToken
        );
        if (found.IsRefused)
            return found.Refusal;
        List<FieldUse> broken = [];
        foreach (var rules in uses)
            broken.AddRange(
                await rules.OfAsync(
                    found.Value.Entity,
                    CustomFieldSet.Prefix + found.Value.FieldKey,
                    cancellationToken
                )
            );
        return new FieldRemoval(broken);
    }

    private async Task<Verdict<CustomField>> CommitAsync(
        WriteBatch batch,
        CustomField field,
        Command command,
        CancellationToken cancellationToken
    )
    {
        foreach (var watcher in watchers)
            watcher.AddTo(batch, command);
        batch.Emit(command, new OutboxFact(Changed, new EntityRef(field.Entity, field.Key)));
        command.RecordAnswer(batch, field);
        var result = await store.CommitAsync(batch, cancellationToken);
        cache.Evict();
        foreach (var watcher in watchers)
            watcher.Changed();
        if (result.IsCommitted)
            await events.DispatchAsync(batch, cancellationToken);
        return AnswerTo(result.Status, field);
    }

    private static Verdict<CustomField> AnswerTo(CommitStatus status, CustomField field) =>
        status switch
        {
            CommitStatus.Committed => field,
            CommitStatus.DuplicateKey => Fault.Conflict(
                "custom_field.duplicate_key",
                $"There is a custom field {field.FieldKey} already.",
                ("key", field.FieldKey)
            ),
            CommitStatus.VersionConflict or CommitStatus.ConditionFailed => IfMatch.Stale(
                ETags.Of(field.Key, field.Version)
            ),
        };
}

/// <summary>Keeps something in memory that depends on which custom fields there are. Registered as a
/// singleton.</summary>
public interface ICustomFieldWatcher
{
    /// <summary>Adds to the transaction of a change what tells other instances.</summary>
    void AddTo(WriteBatch batch, Command command);

    /// <summary>After the commit.</summary>
    void Changed();
}
