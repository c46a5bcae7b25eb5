using KoSales.Domain.Contacts;
using KoSales.Domain.Documents;
using KoSales.Domain.Places;
using KoSales.Domain.Quotations.Licensing;
using KoSales.Domain.Taxes;
using KoSales.Functions.Contacts;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace KoSales.Functions.Documents.Proving;

public sealed class MayBuyFunctions(Items items)
{
    [Function("ContactsMayBuy")]
    [Access(Role.Manager, Role.Agent, Role.Integration, Role.Auditor)]
    [Operation(
        "Whether a contact may be sold goods of a class",
        Tag = "contacts",
        Result = typeof(MayBuyView),
        Query = ["product_class", "state"],
        Description = "By the kind of the buyer, the class of the goods and the state, as quotations have it: farmers and others who buy for their "
            + "own use need no licence. Names the document that proves the licence."
    )]
    public async Task<IResult> MayBuy(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/contacts/{id}/may-buy")]
            HttpRequest request,
        string id,
        CancellationToken cancellationToken
    )
    {
        var asked = ReadOf(request);
        var state = RequestState.Of(request.HttpContext);
        var contact = await items.LoadAsync(
            ContactSpecs.List,
            ContactStore.Collection,
            id,
            state.Actor,
            cancellationToken
        );
        return Answers.Of(
            ViewOf(contact.OrRefuse(), asked, CompanyDay.Of(state.Now)),
            DocumentContractsJson.Wire.MayBuyView
        );
    }

    private static MayBuyView ViewOf(
        Contact contact,
        MayBuyQuestion asked,
        NodaTime.LocalDate today
    )
    {
        var state = asked.StateCode ?? contact.Address?.StateCode;
        var buyer = new Buyer(
            WireNames<Domain.Entities.Personal.BuyerKind>.Of(contact.Kind),
            state ?? ""
        );
        var needs = LicenceRules.Default.TypeFor(asked.Goods, buyer);
        var answer = Domain.Documents.MayBuy.Of(needs, Licences.Known(contact.Licences), today);
        return new MayBuyView
        {
            Allowed = answer.Allowed,
            Reason = answer.Reason,
            Hsn = asked.Goods.Code,
            StateCode = state,
            Needs = answer.Needs,
            DocumentId = answer.Proof?.DocumentId,
            ValidTo = answer.Proof?.ValidTo,
            On = today,
        };
    }

    /// <summary>400 with what is wrong.</summary>
    private static MayBuyQuestion ReadOf(HttpRequest request)
    {
        var faults = new QueryFaults();
        if (!ProductClass.TryRead(request.Query["product_class"].ToString(), out var goods))
            faults.Add(
                "query.bad_value",
                $"product_class is {string.Join(", ", ProductClass.Names)} or an HSN code of 4, 6 or 8 digits."
            );
        var state = request.Query["state"].ToString();
        if (state.Length > 0 && !StateCodes.Names.ContainsKey(state))
            faults.Add("query.bad_value", "state is a GST state code of two digits, such as 23.");
        faults.ThrowIfAny();
        return new MayBuyQuestion(goods, state.Length > 0 ? state : null);
    }

    private sealed record MayBuyQuestion(Hsn Goods, string? StateCode);
}
