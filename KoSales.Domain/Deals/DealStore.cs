using NodaTime;

namespace KoSales.Domain.Deals;

/// <summary>The collection and its indexes.</summary>
public static class DealStore
{
    /// <summary>Refuses the same external reference twice. A deleted deal frees its own.</summary>
    public const string ExternalRefIndex = "deals_external_ref_alive";

    public static readonly Collection<Deal> Collection = new(
        "deals",
        () => new DealJson(DocumentJson.NewOptions()).Deal,
        new IndexSpec(ExternalRefIndex, "external_ref")
        {
            Unique = true,
            Where = Filter.AllOf(Filter.Present("external_ref"), Filter.Missing("deleted_at")),
        },
        new IndexSpec("deals_owner_status_close", "owner_id", "status", "expected_close_on")
        {
            Where = Filter.Present("owner_id"),
        },
        new IndexSpec("deals_team_created", "team_id", "-created_at"),
        new IndexSpec("deals_stage_updated", "stage", "-updated_at"),
        new IndexSpec("deals_stage_created", "stage", "-created_at"),
        new IndexSpec("deals_contact", "contact_id") { Where = Filter.Present("contact_id") },
        new IndexSpec("deals_customer", "customer_id") { Where = Filter.Present("customer_id") },
        new IndexSpec("deals_lead", "lead_id") { Where = Filter.Present("lead_id") },
        new IndexSpec("deals_tags", "tags") { Multikey = true },
        new IndexSpec("deals_name_key", "name_key"),
        new IndexSpec("deals_amount", "-amount_inr"),
        new IndexSpec("deals_quotation_due", QuotationDueField)
        {
            Where = Filter.Present(QuotationDueField),
        },
        new IndexSpec("deals_expected_close", "expected_close_on"),
        new IndexSpec("deals_created", "-created_at"),
        new IndexSpec("deals_updated", "-updated_at")
    );

    private const string QuotationDueField = "quotation_due_at";

    /// <summary>Deals whose quotation has something due, the one that waits longest first.</summary>
    public static Query QuotationsDue(Instant now, int limit) =>
        new(
            Collection,
            Filter.AllOf(
                Filter.Present(QuotationDueField),
                Filter.Missing("deleted_at"),
                new Filter.Condition(
                    QuotationDueField,
                    FilterOperator.Lte,
                    new FilterValue.Moment(now)
                )
            )
        )
        {
            Sort = [new SortKey(QuotationDueField, FieldType.Instant)],
            Limit = limit,
        };
}
