using KoSales.Domain.Pii;

namespace KoSales.Domain.Orders;

/// <summary>What orders keep of whom they go to: where exactly that is. District and state stay, as figures
/// of sales need them.</summary>
public sealed class OrderPersonalCopies : IPersonalDataHolder
{
    private static readonly Dictionary<string, string?> Blank = new()
    {
        ["shipping_address.line1"] = null,
        ["shipping_address.line2"] = null,
        ["shipping_address.village"] = null,
        ["shipping_address.pincode"] = null,
    };

    public IReadOnlyCollection<Collection> Holds { get; } = [DraftOrderStore.Collection];

    public IReadOnlyList<PersonalCopy> CopiesOf(Erasure erasure) =>
        [
            .. Of(erasure, EntityKind.Lead, "lead_id"),
            .. Of(erasure, EntityKind.Contact, "contact_id"),
            .. Of(erasure, EntityKind.Customer, "customer_id"),
        ];

    private static IEnumerable<PersonalCopy> Of(Erasure erasure, EntityKind kind, string field)
    {
        string[] ids = [.. erasure.Subjects.Where(s => s.Type == kind).Select(s => s.Id)];
        if (ids.Length == 0)
            yield break;
        var concerned = Filter.AllOf(Filter.In(field, ids), Filter.Present("shipping_address"));
        yield return new PersonalCopy(DraftOrderStore.Collection, concerned, Blank);
    }
}
