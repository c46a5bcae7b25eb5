using KoSales.Domain.Entities;
using KoSales.Domain.Entities.Personal;
using KoSales.Domain.Fields;
using KoSales.Domain.Places;

namespace KoSales.Domain.Customers;

/// <summary>The fields of a customer.</summary>
public static class CustomerFields
{
    private static readonly FieldMaker<Customer> Field = new();

    public static readonly FieldTable<Customer> Table = new([
        Field.Text("id", c => c.Id.Value),
        Field
            .Prose("name", c => c.Name, (c, v) => c with { Name = v ?? c.Name }, FieldLimits.Name)
            .Needed("A name is needed, such as that of the business.")
            .NotFilledIn()
            .Headed("name", "customer", "customername", "account", "accountname", "फर्म का नाम"),
        Field
            .Text(
                "external_id",
                c => c.ExternalId,
                (c, v) => c with { ExternalId = v },
                FieldLimits.Reference
            )
            .NotFilledIn()
            .OnlyByKnownHeading()
            .Headed("externalid", "customerid", "accountid", "customercode"),
        .. PersonalRows.Of<Customer>(),
        Field.Text("gstin_masked", c => c.GstinMasked).NotAsked(),
        Field.Text("pan_masked", c => c.PanMasked).NotAsked(),
        Field
            .Choice<BuyerKind>("kind", c => c.Kind, (c, v) => c with { Kind = v ?? c.Kind })
            .Needed($"One of {string.Join(", ", WireNames<BuyerKind>.All)} is needed.")
            .NotFilledIn()
            .OnlyByKnownHeading()
            .Headed("kind", "customertype", "accounttype", "प्रकार"),
        Field
            .Choice<CustomerStatus>(
                "status",
                c => c.Status,
                (c, v) => c with { Status = v ?? CustomerStatus.Active }
            )
            .NotFilledIn()
            .OnlyByKnownHeading()
            .Headed("customerstatus", "accountstatus"),
        Line("billing_address.line1", a => a.Line1, (a, v) => a with { Line1 = v }),
        Line("billing_address.line2", a => a.Line2, (a, v) => a with { Line2 = v }),
        .. AddressFields.Of<Customer>(
            "billing_address",
            c => c.BillingAddress?.Place,
            (c, place) => Billed(c, a => a.At(place))
        ),
        Field
            .List<ShippingAddress, IGivenShippingAddress>(
                "shipping_addresses",
                c => c.ShippingAddresses,
                (c, v) => c with { ShippingAddresses = v },
                ShippingAddress.Read
            )
            .NotAsked()
            .NotExported()
            .OnlyByKnownHeading(),
        Field.Text("contact_ids", c => Joined(c.ContactIds)).NotAsked().NotExported().Tracked(),
        Field
            .Text(
                "price_list",
                c => c.PriceList,
                (c, v) => c with { PriceList = v },
                FieldLimits.Short
            )
            .OnlyByKnownHeading()
            .Headed("pricelist"),
        Field.Number("outstanding_inr", c => c.OutstandingInr),
        Field.Number("lifetime.orders", c => c.Lifetime?.Orders),
        Field.Number("lifetime_inr", c => c.LifetimeInr),
        Field.Moment("lifetime.first_order_at", c => c.Lifetime?.FirstOrderAt),
        Field.Moment("lifetime.last_order_at", c => c.Lifetime?.LastOrderAt),
        .. CommonFields
            .Of<Customer>((c, v) => c with { Tags = v })
            .Where(f => f.Path != "pipeline_id"),
    ]);

    /// <summary>What columns of a file of customers can be mapped to. The name is the business's, and there
    /// is no pipeline.</summary>
    public static readonly CellTable<Customer> Cells = new(
        Table,
        [
            .. InputColumn.OfPersons.Where(c => c.Path != "name"),
            .. InputColumn.OfPlacement.Where(c => c.Path is not ("stage" or "lost_reason")),
        ]
    );

    public static readonly EntityDecisions<Customer> Decisions = new("customer", Table);

    private static Field<Customer> Line(
        string path,
        Func<BusinessAddress, string?> read,
        Func<BusinessAddress, string?, BusinessAddress> set
    ) =>
        Field
            .Prose(
                path,
                c => c.BillingAddress is { } address ? read(address) : null,
                (c, v) => Billed(c, a => set(a, v)),
                FieldLimits.Name
            )
            .NotAsked();

    private static Customer Billed(
        Customer customer,
        Func<BusinessAddress, BusinessAddress> change
    ) =>
        customer with
        {
            BillingAddress = change(customer.BillingAddress ?? new BusinessAddress()).OrNull(),
        };

    private static string? Joined(IReadOnlyList<string> ids) =>
        ids.Count == 0 ? null : string.Join(", ", ids);
}
