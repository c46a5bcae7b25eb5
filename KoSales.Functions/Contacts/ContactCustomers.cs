using KoSales.Domain.Contacts;
using KoSales.Domain.Customers;
using KoSales.Functions.Entities.Changing;

namespace KoSales.Functions.Contacts;

/// <summary>Keeps the contacts that a customer shows: those that name it and are not deleted.</summary>
public sealed class ContactCustomers(IDocumentStore store, EntityWriter<Customer> customers)
    : IEntityFollower<Contact>
{
    public async ValueTask FollowAsync(
        WriteBatch batch,
        Contact? before,
        Contact after,
        Command command,
        CancellationToken cancellationToken
    )
    {
        var (left, joined) = (CustomerOf(before), CustomerOf(after));
        if (left == joined)
            return;
        await ShowAsync(batch, left, c => Without(c, after.Key), command, cancellationToken);
        await ShowAsync(batch, joined, c => With(c, after.Key), command, cancellationToken);
    }

    private static string? CustomerOf(Contact? contact) =>
        contact is { DeletedAt: null } ? contact.CustomerId : null;

    private static IReadOnlyList<string> With(Customer customer, string contact) =>
        [.. customer.ContactIds.Append(contact).Distinct()];

    private static IReadOnlyList<string> Without(Customer customer, string contact) =>
        [.. customer.ContactIds.Where(id => id != contact)];

    private async ValueTask ShowAsync(
        WriteBatch batch,
        string? id,
        Func<Customer, IReadOnlyList<string>> contacts,
        Command command,
        CancellationToken cancellationToken
    )
    {
        if (id is null)
            return;
        if (batch.Staged(CustomerStore.Collection, id) is { } staged)
        {
            // Told of in this batch already: of two contacts that are merged.
            var again = staged with
            {
                ContactIds = contacts(staged),
                Version = staged.Version + 1,
            };
            batch.Replace(CustomerStore.Collection, again);
            return;
        }

        if (
            await store.FindAsync(CustomerStore.Collection, id, cancellationToken)
            is not { } customer
        )
            return;
        var shown = customer with { ContactIds = contacts(customer) };
        var fact = CustomerFields.Decisions.Edit(customer, shown, command);
        if (fact.Changes.Count > 0)
            await customers.AddAsync(batch, customer, fact, command, cancellationToken);
    }
}
