using System.Text.Json;
using KoSales.Domain.Customers;
using KoSales.Domain.Pii;
using KoSales.Domain.Pii.Values;
using KoSales.Functions.Pii;
using Microsoft.AspNetCore.Http;

namespace KoSales.Functions.Customers;

/// <summary>Shows the tax numbers of customers to those who need them whole.</summary>
/// <remarks>A GSTIN is public by law, so that showing one is no reveal and is not logged as one.</remarks>
public sealed class CustomerNumbers(IDocumentStore store, PiiVault vault)
{
    private const string Member = "gstin";
    private static readonly Role[] Quoting = [Role.Admin, Role.Manager, Role.Agent];

    /// <summary>The answer about a customer that the caller sees, with the whole GSTIN for those who quote;
    /// as it is for anybody else, and where <c>fields=</c> leaves it out.</summary>
    public async ValueTask<Answer> WithGstinAsync(
        Answer answer,
        string id,
        HttpRequest request,
        CancellationToken cancellationToken
    )
    {
        var actor = RequestState.Of(request.HttpContext).Actor;
        var isAsked =
            answer.Status == StatusCodes.Status200OK
            && Quoting.Any(actor.Is)
            && IsPicked(request.Query["fields"].ToString());
        if (!isAsked || await GstinAsync(id, cancellationToken) is not { } gstin)
            return answer;
        return answer.WithMember(
            Member,
            JsonSerializer.SerializeToUtf8Bytes(gstin.Number, ApiJson.Default.String)
        );
    }

    /// <summary>Whole, for quotations; null where there is none, or it was erased.</summary>
    public async ValueTask<Gstin?> GstinAsync(string id, CancellationToken cancellationToken)
    {
        var customer = await store.FindAsync(CustomerStore.Collection, id, cancellationToken);
        if (customer is not { GstinIndex: not null })
            return null;
        var record = await vault.LoadAsync(PiiId.Of(customer.PiiId), cancellationToken);
        return record is { Key: not null, Document.IsErased: false }
            ? vault.Open(record, [PiiField.Gstin]).Gstin
            : null;
    }

    private static bool IsPicked(string fields) =>
        fields.Length == 0 || fields.Split(',').Contains(Member);
}
