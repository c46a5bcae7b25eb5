using KoSales.Domain.Leads;
using KoSales.Functions.Entities;
using KoSales.Functions.Search;

namespace KoSales.Functions.Leads;

/// <summary>Finds leads. Each kind of question goes by an index of its own.</summary>
public sealed class LeadSearch(IDocumentStore store, EntitySight sight, IOpenWork? work = null)
    : ISearchSource
{
    public async ValueTask<IReadOnlyList<SearchHit>> FindAsync(
        SearchQuestion question,
        Actor actor,
        int limit,
        CancellationToken cancellationToken
    )
    {
        var leads = question switch
        {
            SearchQuestion.ById { Id: var id } when LeadId.Format.Accepts(id) => await ReadAsync(
                [id],
                actor,
                cancellationToken
            ),
            SearchQuestion.ByRecords { Records: var records } => await ReadAsync(
                [.. records.Where(r => r.Type == EntityKind.Lead).Select(r => r.Id).Take(limit)],
                actor,
                cancellationToken
            ),
            SearchQuestion.ByName name => await ByNameAsync(name, actor, limit, cancellationToken),
            _ => [],
        };
        return [.. leads.Select(HitOf)];
    }

    private async ValueTask<IReadOnlyList<Lead>> ReadAsync(
        IReadOnlyCollection<string> ids,
        Actor actor,
        CancellationToken cancellationToken
    )
    {
        List<Lead> seen = [];
        foreach (var raw in await store.GetManyAsync(LeadStore.Collection, ids, cancellationToken))
        {
            var lead = LeadStore.Collection.Read(raw);
            if (lead.DeletedAt is null && await sight.SeesAsync(actor, lead, cancellationToken))
                seen.Add(lead);
        }

        return seen;
    }

    /// <summary>
    /// First those whose shown name begins so, then those that have the words anywhere in their name.
    /// </summary>
    private async ValueTask<IReadOnlyList<Lead>> ByNameAsync(
        SearchQuestion.ByName name,
        Actor actor,
        int limit,
        CancellationToken cancellationToken
    )
    {
        var shown = await ByShownNameAsync(name, actor, limit, cancellationToken);
        if (shown.Count == limit || name.Words.Count == 0)
            return shown;
        var scope = await work.OfAsync(LeadLists.Leads, actor, store, cancellationToken);
        var having = Filter.AllOf(name.Words.Select(Holding).Append(LeadStore.Alive).Append(scope));
        var named = await store.ListAsync(
            LeadStore.Collection,
            new Query(LeadStore.Collection, having) { Limit = limit },
            cancellationToken
        );
        return [.. shown.Concat(named).DistinctBy(l => l.Id).Take(limit)];
    }

    private async ValueTask<IReadOnlyList<Lead>> ByShownNameAsync(
        SearchQuestion.ByName name,
        Actor actor,
        int limit,
        CancellationToken cancellationToken
    )
    {
        var named = name.Keys is [var only] ? Prefix(only) : Filter.AnyOf(name.Keys.Select(Prefix));
        var scope = await work.OfAsync(LeadLists.Leads, actor, store, cancellationToken);
        var query = new Query(LeadStore.Collection, Filter.AllOf(named, LeadStore.Alive, scope))
        {
            Limit = limit,
            Sort = [new SortKey("name_key", FieldType.Text)],
        };
        return await store.ListAsync(LeadStore.Collection, query, cancellationToken);
    }

    private static Filter Holding(string word) =>
        new Filter.Condition(
            "name_index",
            FilterOperator.ContainsAny,
            new FilterValue.Many([new FilterValue.Text(word)])
        );

    private static Filter Prefix(string key) =>
        new Filter.Condition("name_key", FilterOperator.Prefix, new FilterValue.Text(key));

    private static SearchHit HitOf(Lead lead) =>
        new("lead", lead.Id.Value, lead.DisplayName)
        {
            PhoneMasked = lead.PhoneMasked,
            EmailMasked = lead.EmailMasked,
            Status = WireNames<LeadStatus>.Of(lead.Status),
            Stage = lead.Stage,
            OwnerId = lead.OwnerId,
        };
}
