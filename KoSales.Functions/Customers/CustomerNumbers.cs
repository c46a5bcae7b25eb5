using System.Text.Json;
using KoSales.Domain.Customers;
using KoSales.Domain.Pii;
using KoSales.Domain.Pii.Values;
using KoSales.Functions.Pii;

namespace KoSales.Functions.Customers;

/// <summary>The tax numbers of customers, for those who need them whole.</summary>
/// <remarks>A GSTIN is public by law, so that showing one is no reveal and is not logged as one.</remarks>
public sealed class CustomerNumbers(PiiVault vault) : IFilledMember
{
    private static readonly Role[] Quoting = [Role.Admin, Role.Manager, Role.Agent];

    public string Resource => CustomerSpecs.List.Name;

    public string Name => "gstin";

    public bool IsFor(Actor actor) => Quoting.Any(actor.Is);

    public async ValueTask<byte[]?> ValueAsync(
        RawDocument stored,
        CancellationToken cancellationToken
    )
    {
        var customer = CustomerStore.Collection.Read(stored);
        if (customer.GstinIndex is null)
            return null;
        return await GstinAsync(PiiId.Of(customer.PiiId), cancellationToken) is { } gstin
            ? JsonSerializer.SerializeToUtf8Bytes(gstin.Number, ApiJson.Default.String)
            : null;
    }

    /// <summary>Whole, for quotations; null where there is none, or it was erased.</summary>
    public async ValueTask<Gstin?> GstinAsync(PiiId id, CancellationToken cancellationToken) =>
        await vault.LoadAsync(id, cancellationToken)
            is { Key: not null, Document.IsErased: false } record
            ? vault.Open(record, [PiiField.Gstin]).Gstin
            : null;
}
