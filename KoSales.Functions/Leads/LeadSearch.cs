using KoSales.Domain.Access;
using KoSales.Domain.Filters;
using KoSales.Domain.Leads;
using KoSales.Domain.Storage;
using KoSales.Functions.Search;

namespace KoSales.Functions.Leads;

/// <summary>Finds leads. Each kind of question goes by an index of its own.</summary>
public sealed class LeadSearch(IDocumentStore store) : ISearchSource
{
    public async ValueTask<IReadOnlyList<SearchHit>> FindAsync(SearchQuestion question, Actor actor, int limit, CancellationToken cancellationToken)
    {
        if (question is SearchQuestion.ById byId) return await ByIdAsync(byId.Id, actor, cancellationToken);
        var filter = Filter.AllOf(FilterOf(question), LeadStore.Alive, LeadScope.Of(actor));
        var query = new Query(LeadStore.Collection, filter) { Limit = limit, Sort = question is SearchQuestion.ByName ? [new SortKey("name_key", FieldType.Text)] : [] };
        return [.. (await store.ListAsync(LeadStore.Collection, query, cancellationToken)).Select(HitOf)];
    }

    private async ValueTask<IReadOnlyList<SearchHit>> ByIdAsync(string id, Actor actor, CancellationToken cancellationToken) =>
        LeadId.Format.Accepts(id)
        && await store.FindAsync(LeadStore.Collection, id, cancellationToken) is { DeletedAt: null } lead
        && LeadScope.Sees(actor, lead)
            ? [HitOf(lead)]
            : [];

    private static Filter FilterOf(SearchQuestion question) => question switch
    {
        SearchQuestion.ByPhone phone => Filter.Eq("phone_index", phone.Index),
        SearchQuestion.ByEmail email => Filter.Eq("email_index", email.Index),
        SearchQuestion.ByGstin gstin => Filter.Eq("gstin_index", gstin.Index),
        SearchQuestion.ByName { Keys: [var only] } => Prefix(only),
        SearchQuestion.ByName name => Filter.AnyOf(name.Keys.Select(Prefix)),
        _ => Filter.Nothing,
    };

    private static Filter Prefix(string key) => new Filter.Condition("name_key", FilterOperator.Prefix, new FilterValue.Text(key));

    private static SearchHit HitOf(Lead lead) => new("lead", lead.Id.Value, lead.DisplayName)
    {
        PhoneMasked = lead.PhoneMasked,
        EmailMasked = lead.EmailMasked,
        Status = LeadFields.WireName(lead.Status),
        Stage = lead.Stage,
        OwnerId = lead.OwnerId,
    };
}
