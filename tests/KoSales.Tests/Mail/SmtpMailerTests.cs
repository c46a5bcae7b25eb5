using KoSales.Functions.Mail;
using KoSales.Tests.EndToEnd;

namespace KoSales.Tests.Mail;

public sealed class SmtpMailerTests
{
    private static readonly Letter Letter = new(
        "asha@example.in",
        "A new password for KO Sales",
        "Choose it here:\n\nhttps://crm.example.in/reset-password#token=abc\n",
        "https://crm.example.in/reset-password#token=abc"
    );

    [Fact]
    public async Task A_mail_is_handed_to_the_server()
    {
        await using var server = SmtpDouble.Start();
        await MailerOf(server.Port).SendAsync(Letter, CancellationToken.None);

        var mail = Assert.Single(server.Mails);
        Assert.Contains("To: asha@example.in\n", mail, StringComparison.Ordinal);
        Assert.Contains("From: KO Sales <crm@example.in>\n", mail, StringComparison.Ordinal);
        Assert.Contains("Subject: A new password for KO Sales\n", mail, StringComparison.Ordinal);
        Assert.Contains(Letter.Link, mail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_refusal_names_no_address()
    {
        await using var server = SmtpDouble.Start();
        server.Refuse(1);
        var failure = await Assert.ThrowsAsync<MailFailedException>(() =>
            MailerOf(server.Port).SendAsync(Letter, CancellationToken.None)
        );
        Assert.DoesNotContain("asha", failure.ToString(), StringComparison.OrdinalIgnoreCase);
        Assert.Null(failure.InnerException);
    }

    [Fact]
    public async Task A_server_that_is_not_there_is_a_failure_to_be_tried_again()
    {
        using var held = new HeldPort();
        await Assert.ThrowsAsync<MailFailedException>(() =>
            MailerOf(held.Number).SendAsync(Letter, CancellationToken.None)
        );
    }

    [Theory]
    [InlineData("Port", "0")]
    [InlineData("Security", "maybe")]
    [InlineData("From", "nobody")]
    [InlineData("AppUrl", "crm.example.in")]
    public void Settings_that_nothing_can_be_sent_with_are_named(string name, string value)
    {
        var settings = new MailSettings();
        Assert.Null(settings.Fault());
        var member = typeof(MailSettings).GetProperty(name)!;
        member.SetValue(
            settings,
            member.PropertyType == typeof(int)
                ? int.Parse(value, System.Globalization.CultureInfo.InvariantCulture)
                : value
        );
        Assert.StartsWith($"KoSales:Mail:{name} is", settings.Fault(), StringComparison.Ordinal);
    }

    private static SmtpMailer MailerOf(int port) =>
        new(
            Microsoft.Extensions.Options.Options.Create(
                new MailSettings
                {
                    Host = "127.0.0.1",
                    Port = port,
                    Security = "none",
                    From = "KO Sales <crm@example.in>",
                }
            )
        );
}
