using System.Collections.Frozen;
using System.Text.Json;
using KoSales.Domain.Audit;
using NodaTime;

namespace KoSales.Functions.Audit;

/// <summary>
/// Sees every commit, and adds entries for what is written of users, settings and definitions, and for
/// reveals and exports: so no feature can forget one, and none is there without its effect. What leaves no
/// such trace, as a wrong password, is told by whoever sees it, with <see cref="Audits.Audit"/>.
/// </summary>
/// <remarks>A replacement is compared with what is stored. It is refused when that has another version than
/// it expects, and the entry with it; so what was compared is what is replaced.</remarks>
public sealed class AuditTrail : ICommitAddition
{
    /// <summary>Collection → what one of its documents is called.</summary>
    private static readonly FrozenDictionary<string, string> Nouns = new Dictionary<string, string>
    {
        ["agents"] = "agent",
        ["teams"] = "team",
        ["calendars"] = "calendar",
        ["sla_policies"] = "sla_policy",
        ["score_rules"] = "score_rule",
        ["custom_fields"] = "custom_field",
        ["pipelines_workflow"] = "pipeline_workflow",
        ["task_workflows"] = "task_workflow",
        ["cohorts"] = "cohort",
        ["gst_rates"] = "gst_rate",
        ["api_keys"] = "api_key",
        ["webhook_subscriptions"] = "webhook_subscription",
        ["signal_sources"] = "signal_source",
        ["inbound_secrets"] = "inbound_secret",
        [Reveals] = "pii",
        [Exports] = "export",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private const string Reveals = "pii_access_log";
    private const string Exports = "exports";

    public async ValueTask<WriteBatch?> ToAsync(
        WriteBatch batch,
        IDocumentStore store,
        CancellationToken cancellationToken
    )
    {
        WriteBatch? entries = null;
        foreach (var operation in batch.Operations)
        {
            if (!Nouns.TryGetValue(operation.Collection.Name, out var noun))
                continue;
            if (await EntryOfAsync(operation, noun, store, cancellationToken) is { } entry)
                (entries ??= new WriteBatch()).Insert(Audits.Collection, entry);
        }

        return entries;
    }

    /// <summary>Null for what is not told: patches of counters and leases, and what an earlier start made
    /// already.</summary>
    private static async ValueTask<AuditEntry?> EntryOfAsync(
        WriteOperation operation,
        string noun,
        IDocumentStore store,
        CancellationToken cancellationToken
    )
    {
        switch (operation)
        {
            case WriteOperation.Insert { IgnoreDuplicate: false } insert:
                return OfNew(insert, noun);
            case WriteOperation.Replace replace when IsOfTold(replace):
                var stored = await store.GetAsync(
                    replace.Collection,
                    replace.Id,
                    cancellationToken
                );
                return stored is { } before
                    ? OfChange(new AuditTarget(noun, replace.Id), before.Json, replace.Json)
                    : null;
            default:
                return null;
        }
    }

    /// <summary>An export's progress is nobody's deed.</summary>
    private static bool IsOfTold(WriteOperation.Replace replace) =>
        replace.Collection.Name is not Exports;

    private static AuditEntry OfNew(WriteOperation.Insert insert, string noun)
    {
        using var document = JsonDocument.Parse(insert.Json);
        var root = document.RootElement;
        var (by, at) = (TextOf(root, "created_by"), MomentOf(root, "created_at"));
        return insert.Collection.Name switch
        {
            Reveals => Audits.Entry(
                "pii.revealed",
                new AuditTarget(noun, TextOf(root, "pii_id")),
                by,
                at
            ) with
            {
                Changed = TextsOf(root, "fields"),
            },
            Exports => Audits.Entry("export.started", new AuditTarget(noun, insert.Id), by, at),
            _ => Audits.Entry($"{noun}.created", new AuditTarget(noun, insert.Id), by, at),
        };
    }

    private static AuditEntry? OfChange(
        AuditTarget target,
        ReadOnlyMemory<byte> before,
        ReadOnlyMemory<byte> after
    )
    {
        using var was = JsonDocument.Parse(before);
        using var isNow = JsonDocument.Parse(after);
        var (old, now) = (was.RootElement, isNow.RootElement);
        var changed = AuditedMembers.Differing(old, now);
        // Logging in rewrites what it needs of an agent, in nobody's name.
        var isByItself = MomentOf(old, "updated_at") == MomentOf(now, "updated_at");
        return changed.Count == 0 || isByItself
            ? null
            : Audits.Entry(
                $"{target.Type}.{VerbOf(old, now)}",
                target,
                TextOf(now, "updated_by"),
                MomentOf(now, "updated_at")
            ) with
            {
                Changed = changed,
            };
    }

    private static string VerbOf(JsonElement old, JsonElement now)
    {
        var (was, isNow) = (IsDeleted(old), IsDeleted(now));
        if (was == isNow)
            return "changed";
        return isNow ? "deleted" : "restored";
    }

    private static bool IsDeleted(JsonElement document) =>
        document.TryGetProperty("deleted_at", out var at) && at.ValueKind != JsonValueKind.Null;

    private static string TextOf(JsonElement document, string member) =>
        document.GetProperty(member).GetString()!;

    private static string[] TextsOf(JsonElement document, string member) =>
        document.TryGetProperty(member, out var texts)
            ? [.. texts.EnumerateArray().Select(t => t.GetString()!)]
            : [];

    private static Instant MomentOf(JsonElement document, string member) =>
        Instant.FromDateTimeOffset(document.GetProperty(member).GetDateTimeOffset());
}
