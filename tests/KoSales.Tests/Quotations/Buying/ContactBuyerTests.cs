using KoSales.Domain.Contacts;
using KoSales.Domain.Entities.Personal;
using KoSales.Domain.Quotations.Licensing;
using KoSales.Functions.Quotations.Buying;
using NodaTime;

namespace KoSales.Tests.Quotations.Buying;

public sealed class ContactBuyerTests
{
    [Fact]
    public void What_a_verified_document_proves_is_held_and_nothing_else_is()
    {
        var last = new LocalDate(2027, 3, 31);
        var contact = Contact.Blank(ContactId.Of("C-1")) with
        {
            Licences =
            [
                Licence("pesticide_licence", LicenceStatus.Valid) with
                {
                    DocumentId = "DOC-1",
                    ValidTo = last,
                },
                Licence("seed_licence", LicenceStatus.Expired) with
                {
                    DocumentId = "DOC-2",
                },
                Licence("fertilizer_licence", LicenceStatus.Valid),
                Licence("shop_act", LicenceStatus.Valid) with
                {
                    DocumentId = "DOC-3",
                },
            ],
        };

        var held = ContactBuyers.HeldBy([contact]);

        Assert.Equal([new HeldLicence(LicenceType.Pesticide, "DOC-1", null, last)], held);
    }

    private static ShownLicence Licence(string type, LicenceStatus status) => new(type, status);
}
