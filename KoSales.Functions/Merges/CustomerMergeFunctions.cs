using KoSales.Domain.Customers;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace KoSales.Functions.Merges;

public sealed class CustomerMergeFunctions(MergeCalls<Customer> calls)
{
    [Function("CustomersDuplicates"), Access(Role.Manager, Role.Agent, Role.Auditor)]
    [Operation(
        "Find customers that may be the same as this one",
        Tag = "customers",
        Result = typeof(DuplicatesFound),
        Description = "Those that you see, the surest first: hard (GSTIN, PAN), strong (phone, e-mail address), "
            + "soft (a name alike at the same pincode). At most 50."
    )]
    public Task<IResult> Duplicates(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/customers/{id}/duplicates")]
            HttpRequest request,
        string id,
        CancellationToken cancellationToken
    ) => calls.DuplicatesAsync(id, request, cancellationToken);

    [Function("CustomersMerge"), Access(Role.Manager, Role.Agent)]
    [Operation(
        "Merge another customer into this one",
        Tag = "customers",
        Body = typeof(MergeInto),
        Result = typeof(MergeDone),
        Query = ["dry_run"],
        Description = "All that points to the loser points to this one afterwards; the loser is hidden, and GET on it answers 308 with the place of this one. "
            + "A second merge of the same two answers the first. With dry_run=true the answer is the plan field by field, and nothing happens."
    )]
    [AlsoAnswers(200, typeof(MergePlan), "With dry_run=true: what would happen.")]
    public Task<IResult> Merge(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "v1/customers/{id}/merge")]
            HttpRequest request,
        string id,
        CancellationToken cancellationToken
    ) => calls.MergeAsync(id, request, cancellationToken);

    [Function("CustomersUnmerge"), Access(Role.Manager, Role.Agent)]
    [Operation(
        "Undo the merge by which this customer went into another",
        Tag = "customers",
        Rehearses = true,
        Result = typeof(MergeUndone),
        Description = "Within seven days. What was changed since stays with the survivor; the counts say what did."
    )]
    public Task<IResult> Unmerge(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "v1/customers/{id}/unmerge")]
            HttpRequest request,
        string id,
        CancellationToken cancellationToken
    ) => calls.UndoAsync(id, request, cancellationToken);
}
