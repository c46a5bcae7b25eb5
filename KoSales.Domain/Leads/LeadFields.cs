using System.Collections.Frozen;
using KoSales.Domain.CustomFields;

namespace KoSales.Domain.Leads;

/// <summary>What filters, cohort rules and score rules may ask of a lead. Nothing hidden and nothing
/// personal.</summary>
public sealed class LeadFields(CustomFieldSet customFields) : IFieldCatalog, IFieldReader<Lead>
{
    private static readonly FrozenDictionary<string, Field> Table = new Dictionary<string, Field>
    {
        ["id"] = new(FieldType.Text, l => FieldValue.Of(l.Id.Value)),
        ["display_name"] = new(FieldType.Text, l => FieldValue.Of(l.DisplayName)),
        ["kind"] = new(FieldType.Text, l => FieldValue.Of(WireNames<LeadKind>.Of(l.Kind))),
        ["status"] = new(FieldType.Text, l => FieldValue.Of(WireNames<LeadStatus>.Of(l.Status))),
        ["stage"] = new(FieldType.Text, l => FieldValue.Of(l.Stage)),
        ["pipeline_id"] = new(FieldType.Text, l => FieldValue.Of(l.PipelineId)),
        ["owner_id"] = new(FieldType.Text, l => FieldValue.Of(l.OwnerId)),
        ["team_id"] = new(FieldType.Text, l => FieldValue.Of(l.TeamId)),
        ["assigned_at"] = new(FieldType.Instant, l => FieldValue.Of(l.AssignedAt)),
        ["source.channel"] = new(
            FieldType.Text,
            l => FieldValue.Of(WireNames<SourceChannel>.Of(l.Source.Channel))
        ),
        ["source.campaign"] = new(FieldType.Text, l => FieldValue.Of(l.Source.Campaign)),
        ["source.medium"] = new(FieldType.Text, l => FieldValue.Of(l.Source.Medium)),
        ["address.village"] = new(FieldType.Text, l => FieldValue.Of(l.Address?.Village)),
        ["address.state_code"] = new(FieldType.Text, l => FieldValue.Of(l.Address?.StateCode)),
        ["address.district"] = new(FieldType.Text, l => FieldValue.Of(l.Address?.District)),
        ["address.pincode"] = new(FieldType.Text, l => FieldValue.Of(l.Address?.Pincode)),
        ["language"] = new(FieldType.Text, l => FieldValue.Of(l.Language)),
        ["external_ref"] = new(FieldType.Text, l => FieldValue.Of(l.ExternalRef)),
        ["tags"] = new(FieldType.TextList, l => FieldValue.Of(l.Tags)),
        ["crops"] = new(FieldType.TextList, l => FieldValue.Of(l.Crops)),
        ["products"] = new(FieldType.TextList, l => FieldValue.Of(l.Products)),
        ["land_acres"] = new(FieldType.Number, l => FieldValue.Of(l.LandAcres)),
        ["score"] = new(FieldType.Number, l => FieldValue.Of((decimal)l.Score)),
        ["rating"] = new(FieldType.Text, l => FieldValue.Of(WireNames<LeadRating>.Of(l.Rating))),
        ["do_not_contact"] = new(FieldType.Flag, l => FieldValue.Of(l.DoNotContact)),
        ["lost_reason"] = new(FieldType.Text, l => FieldValue.Of(l.LostReason)),
        ["duplicate_of"] = new(FieldType.Text, l => FieldValue.Of(l.DuplicateOf)),
        ["created_by"] = new(FieldType.Text, l => FieldValue.Of(l.CreatedBy)),
        ["created_at"] = new(FieldType.Instant, l => FieldValue.Of(l.CreatedAt)),
        ["updated_at"] = new(FieldType.Instant, l => FieldValue.Of(l.UpdatedAt)),
        ["first_response_at"] = new(FieldType.Instant, l => FieldValue.Of(l.FirstResponseAt)),
        ["last_contacted_at"] = new(FieldType.Instant, l => FieldValue.Of(l.LastContactedAt)),
        ["next_action_at"] = new(FieldType.Instant, l => FieldValue.Of(l.NextActionAt)),
    }.ToFrozenDictionary();

    /// <summary>Path → type of the fields that every lead has.</summary>
    public static readonly FrozenDictionary<string, FieldType> Fixed = Table.ToFrozenDictionary(
        f => f.Key,
        f => f.Value.Type
    );

    public IReadOnlyCollection<string> Paths => [.. Table.Keys, .. customFields.Paths];

    public FieldType? TypeOf(string path) =>
        Fixed.TryGetValue(path, out var type) ? type : customFields.TypeOf(path);

    public IReadOnlyCollection<string>? ChoicesOf(string path) =>
        Fixed.ContainsKey(path)
            ? FilterChoices.Of(typeof(Lead), path)
            : customFields.ChoicesOf(path);

    /// <summary>A path that is no field is missing in every lead.</summary>
    public Func<Lead, FieldValue> Accessor(string path)
    {
        if (Table.TryGetValue(path, out var field))
            return field.Read;
        if (!path.StartsWith(CustomFieldSet.Prefix, StringComparison.Ordinal))
            return _ => default;
        var key = path[CustomFieldSet.Prefix.Length..];
        return lead => lead.Custom.TryGetValue(key, out var value) ? FieldValue.Of(value) : default;
    }

    /// <summary>The channel as it is stored.</summary>
    public static string WireName(SourceChannel channel) => WireNames<SourceChannel>.Of(channel);

    /// <summary>The rating as it is stored.</summary>
    public static string WireName(LeadRating rating) => WireNames<LeadRating>.Of(rating);

    /// <summary>The status as it is stored.</summary>
    public static string WireName(LeadStatus status) => WireNames<LeadStatus>.Of(status);

    /// <summary>As on the wire.</summary>
    public static string WireName(LeadKind kind) => WireNames<LeadKind>.Of(kind);

    private sealed record Field(FieldType Type, Func<Lead, FieldValue> Read);
}
