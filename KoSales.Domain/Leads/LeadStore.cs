namespace KoSales.Domain.Leads;

/// <summary>The collection and its indexes.</summary>
public static class LeadStore
{
    /// <summary>Refuses a second open lead with the same phone.</summary>
    public const string OpenPhoneIndex = "leads_open_phone";

    /// <summary>Refuses the same external reference twice in one channel. A deleted lead frees its own:
    /// what keeps a row of an import from being made twice is
    /// <see cref="OriginIndex"/>.</summary>
    public const string ExternalRefIndex = "leads_external_ref_alive";

    /// <summary>Refuses the same row of the same import twice.</summary>
    public const string OriginIndex = "leads_origin";

    public static readonly Filter Alive = Filter.Missing("deleted_at");

    /// <summary>Open leads that nobody owns.</summary>
    public static readonly Filter Pooled = Filter.AllOf(
        Filter.Eq("status", "open"),
        Filter.Missing("owner_id"),
        Alive
    );

    public static readonly Collection<Lead> Collection = new(
        "leads",
        () => new LeadJson(DocumentJson.NewOptions()).Lead,
        new IndexSpec(OpenPhoneIndex, "phone_index")
        {
            Unique = true,
            Where = Filter.AllOf(Filter.Eq("status", "open"), Alive),
        },
        new IndexSpec(ExternalRefIndex, "source.channel", "external_ref")
        {
            Unique = true,
            Where = Filter.AllOf(Filter.Present("external_ref"), Alive),
        },
        new IndexSpec(OriginIndex, "origin") { Unique = true, Where = Filter.Present("origin") },
        new IndexSpec("leads_owner_status_next", "owner_id", "status", "next_action_at")
        {
            Where = Filter.Present("owner_id"),
        },
        new IndexSpec("leads_team_created", "team_id", "-created_at"),
        new IndexSpec("leads_stage_updated", "stage", "-updated_at"),
        new IndexSpec("leads_stage_created", "stage", "-created_at"),
        new IndexSpec("leads_state_district", "address.state_code", "address.district"),
        new IndexSpec("leads_state_created", "address.state_code", "-created_at"),
        new IndexSpec("leads_channel_created", "source.channel", "-created_at"),
        new IndexSpec("leads_pool", "team_id", "-score", "created_at") { Where = Pooled },
        new IndexSpec("leads_tags", "tags") { Multikey = true },
        new IndexSpec("leads_score", "-score"),
        new IndexSpec("leads_display_name", "display_name"),
        new IndexSpec("leads_name_key", "name_key"),
        new IndexSpec("leads_name_words", "name_index") { Multikey = true },
        new IndexSpec("leads_created", "-created_at"),
        new IndexSpec("leads_updated", "-updated_at"),
        new IndexSpec("leads_next_action", "next_action_at"),
        new IndexSpec("leads_pincode", "address.pincode")
        {
            Where = Filter.Present("address.pincode"),
        },
        new IndexSpec("leads_converted_contact", "converted.contact_id")
        {
            Where = Filter.Present("converted.contact_id"),
        },
        new IndexSpec("leads_converted_customer", "converted.customer_id")
        {
            Where = Filter.Present("converted.customer_id"),
        },
        new IndexSpec("leads_score_flip", "score_flip_at")
        {
            Where = Filter.Present("score_flip_at"),
        },
        new IndexSpec("leads_first_response_next", "first_response.next_at")
        {
            Where = Filter.Present("first_response.next_at"),
        },
        new IndexSpec("leads_call_back_next", "call_back.next_at")
        {
            Where = Filter.Present("call_back.next_at"),
        }
    );
}
