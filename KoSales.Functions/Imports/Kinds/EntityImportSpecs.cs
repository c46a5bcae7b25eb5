using KoSales.Domain.Contacts;
using KoSales.Domain.Customers;
using KoSales.Domain.Deals;
using KoSales.Domain.Entities.Personal;
using KoSales.Domain.Fields;
using KoSales.Domain.Jobs;
using KoSales.Functions.Contacts;
using KoSales.Functions.Customers;
using KoSales.Functions.Deals;
using KoSales.Functions.Pii;

namespace KoSales.Functions.Imports.Kinds;

/// <summary>The kinds of entities that come in files, leads apart.</summary>
public static class EntityImportSpecs
{
    /// <summary>A customer is named by its id, the inventory system's, or its name.</summary>
    private static readonly ImportAlias[] ToCustomer =
    [
        new("customer_id", CustomerStore.Collection, "external_id"),
        new("customer_id", CustomerStore.Collection, "name_key") { Form = Texts.SortKey },
    ];

    public static readonly ImportSpec<Contact> Contacts = new(
        ContactSpecs.Life,
        JobKind.ContactImport,
        ContactFields.Cells
    )
    {
        Key = new(
            "phone_index",
            c => c.PhoneIndex,
            ContactSpecs.DuplicatePhone(null) with
            {
                Pointer = "/phone",
            }
        )
        {
            ReadInput = PhoneOf,
        },
        Aliases = ToCustomer,
        Usual = new Dictionary<string, string> { ["kind"] = "farmer" },
    };

    public static readonly ImportSpec<Customer> Customers = new(
        CustomerSpecs.Life,
        JobKind.CustomerImport,
        CustomerFields.Cells
    )
    {
        Key = new(
            "external_id",
            c => c.ExternalId,
            CustomerSpecs.DuplicateExternalId(null) with
            {
                Pointer = "/external_id",
            }
        ),
        Usual = new Dictionary<string, string> { ["kind"] = "dealer" },
    };

    public static readonly ImportSpec<Deal> Deals = new(
        DealSpecs.Life,
        JobKind.DealImport,
        DealFields.Cells
    )
    {
        Key = new(
            "external_ref",
            d => d.ExternalRef,
            DealSpecs.DuplicateRef(null) with
            {
                Pointer = "/external_ref",
            }
        ),
        Aliases = ToCustomer,
    };

    private static string? PhoneOf(EntityInput input, PiiVault vault) =>
        Person.Read(input, new FieldChecks()).Phone is { } phone ? vault.PhoneIndexOf(phone) : null;
}
