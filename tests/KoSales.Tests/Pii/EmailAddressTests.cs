using FsCheck;
using FsCheck.Fluent;
using KoSales.Domain.Pii.Values;

namespace KoSales.Tests.Pii;

public sealed class EmailAddressTests
{
    [Theory]
    [InlineData("ramesh@example.in", "ramesh@example.in")]
    [InlineData("  Ramesh.Patel+Kharif@GMail.COM ", "ramesh.patel+kharif@gmail.com")]
    [InlineData("o'neil_1@mail.co.in", "o'neil_1@mail.co.in")]
    [InlineData("a@xn--bcher-kva.example", "a@xn--bcher-kva.example")]
    [InlineData("A@BÜCHER.example", "a@xn--bcher-kva.example")]
    [InlineData("info@उदाहरण.भारत", "info@xn--p1b6ci4b4b3a.xn--h2brj9c")]
    public void An_address_is_brought_to_one_form(string text, string address)
    {
        Assert.True(EmailAddress.TryParse(text, out var email, out var reason), reason);
        Assert.Equal(address, email.Address);
    }

    [Theory]
    [InlineData(null, "email.domain")]
    [InlineData("ramesh", "email.domain")]
    [InlineData("ramesh@", "email.domain")]
    [InlineData("ramesh@localhost", "email.domain")]
    [InlineData("ramesh@example..in", "email.domain")]
    [InlineData("ramesh@-example.in", "email.domain")]
    [InlineData("ramesh@example.in.", "email.domain")]
    [InlineData("ramesh@exa mple.in", "email.domain")]
    [InlineData("ramesh@exa_mple.in", "email.domain")]
    [InlineData("ramesh@10.0.0.1", "email.domain")]
    [InlineData("ramesh@[10.0.0.1]", "email.domain")]
    [InlineData("Ramesh <ramesh@example.in>", "email.local_part")]
    [InlineData("@example.in", "email.local_part")]
    [InlineData(".ramesh@example.in", "email.local_part")]
    [InlineData("ramesh.@example.in", "email.local_part")]
    [InlineData("ra..mesh@example.in", "email.local_part")]
    [InlineData("ra mesh@example.in", "email.local_part")]
    [InlineData("ra@mesh@example.in", "email.local_part")]
    [InlineData("\"ra mesh\"@example.in", "email.local_part")]
    [InlineData("रमेश@example.in", "email.local_part")]
    [InlineData("a\r\nbcc:x@example.in", "email.local_part")]
    public void What_is_no_address_is_refused_with_its_reason(string? text, string expected)
    {
        Assert.False(EmailAddress.TryParse(text, out _, out var reason));
        Assert.Equal(expected, reason);
    }

    [Theory]
    [InlineData(64, 186, true)]
    [InlineData(65, 20, false)]
    [InlineData(64, 187, false)]
    public void Lengths_are_those_of_the_mail_protocol(int local, int labels, bool fits)
    {
        var domain =
            string.Concat(Enumerable.Range(0, labels).Select(i => i % 50 == 49 ? '.' : 'd'))
            + ".in";
        var text = new string('a', local) + "@" + domain;
        Assert.Equal(fits, EmailAddress.TryParse(text, out _, out var reason));
        Assert.Equal(fits ? "" : "email.too_long", reason);
    }

    [Fact]
    public void Whatever_the_text_reading_never_throws_and_reading_again_changes_nothing() =>
        Prop.ForAll(
                ArbMap.Default.ArbFor<string>(),
                ArbMap.Default.ArbFor<string>(),
                (local, domain) =>
                    !EmailAddress.TryParse(local + "@" + domain, out var email)
                    || (EmailAddress.TryParse(email.Address, out var again) && again == email)
            )
            .QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("ramesh@gmail.com", "r****@gmail.com")]
    [InlineData("ram@gmail.com", "r****@gmail.com")]
    [InlineData("ra@gmail.com", "****@gmail.com")]
    [InlineData("r@gmail.com", "****@gmail.com")]
    public void A_mask_hides_the_length_of_the_name_and_the_whole_of_a_short_one(
        string text,
        string mask
    )
    {
        Assert.True(EmailAddress.TryParse(text, out var email));
        Assert.Equal(mask, email.Mask());
        Assert.Equal(mask, email.ToString());
    }
}
