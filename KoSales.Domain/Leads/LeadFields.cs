using System.Collections.Frozen;
using KoSales.Domain.CustomFields;
using KoSales.Domain.Filters;

namespace KoSales.Domain.Leads;

/// <summary>What filters, cohort rules and score rules may ask of a lead. Nothing hidden and nothing personal.</summary>
public sealed class LeadFields(CustomFieldSet customFields) : IFieldCatalog
{
    public static readonly FrozenDictionary<string, FieldType> Fixed = new Dictionary<string, FieldType>
    {
        ["id"] = FieldType.Text,
        ["display_name"] = FieldType.Text,
        ["kind"] = FieldType.Text,
        ["status"] = FieldType.Text,
        ["stage"] = FieldType.Text,
        ["pipeline_id"] = FieldType.Text,
        ["owner_id"] = FieldType.Text,
        ["team_id"] = FieldType.Text,
        ["assigned_at"] = FieldType.Instant,
        ["source.channel"] = FieldType.Text,
        ["source.campaign"] = FieldType.Text,
        ["source.medium"] = FieldType.Text,
        ["address.village"] = FieldType.Text,
        ["address.state_code"] = FieldType.Text,
        ["address.district"] = FieldType.Text,
        ["address.pincode"] = FieldType.Text,
        ["language"] = FieldType.Text,
        ["external_ref"] = FieldType.Text,
        ["tags"] = FieldType.TextList,
        ["crops"] = FieldType.TextList,
        ["products"] = FieldType.TextList,
        ["land_acres"] = FieldType.Number,
        ["score"] = FieldType.Number,
        ["rating"] = FieldType.Text,
        ["do_not_contact"] = FieldType.Flag,
        ["lost_reason"] = FieldType.Text,
        ["duplicate_of"] = FieldType.Text,
        ["created_by"] = FieldType.Text,
        ["created_at"] = FieldType.Instant,
        ["updated_at"] = FieldType.Instant,
        ["first_response_at"] = FieldType.Instant,
        ["last_contacted_at"] = FieldType.Instant,
        ["next_action_at"] = FieldType.Instant,
    }.ToFrozenDictionary();

    public IReadOnlyCollection<string> Paths => [.. Fixed.Keys, .. customFields.Fields.Select(f => CustomFieldSet.Prefix + f.FieldKey)];

    public FieldType? TypeOf(string path) => Fixed.TryGetValue(path, out var type) ? type : customFields.TypeOf(path);
}
