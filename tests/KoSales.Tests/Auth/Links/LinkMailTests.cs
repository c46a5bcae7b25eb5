using System.Net;
using KoSales.Tests.EndToEnd;
using KoSales.Tests.Mail;

namespace KoSales.Tests.Auth.Links;

/// <summary>An app that has a mail server.</summary>
public sealed class LinkMailTests
{
    [Fact]
    public async Task A_mail_that_is_refused_at_first_goes_out_later_and_nothing_of_it_is_logged()
    {
        await using var server = SmtpDouble.Start();
        server.Refuse(1);
        await using var app = await AppProcess.StartAsync(
            new Dictionary<string, string>(AppFixture.Settings())
            {
                ["KoSales__Mail__Host"] = "127.0.0.1",
                ["KoSales__Mail__Port"] = $"{server.Port}",
                ["KoSales__Mail__Security"] = "none",
                ["KoSales__Mail__AppUrl"] = "https://crm.example.in",
            }
        );
        var anonymous = new AppClient(app.Address);
        (await anonymous.PostAsync("auth/forgot", new { email = AppFixture.AdminEmail })).Expect(
            HttpStatusCode.Accepted
        );
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(90));
        while (server.Mails.IsEmpty)
            await Task.Delay(50, deadline.Token);

        server.Mails.TryDequeue(out var mail);
        Assert.Contains($"To: {AppFixture.AdminEmail}\n", mail, StringComparison.Ordinal);
        // Lines of a mail may be broken with = and be written in other letters.
        var text = mail!.Replace("=\n", "", StringComparison.Ordinal);
        var start = text.IndexOf("#token=", StringComparison.Ordinal) + "#token=".Length;
        var token = text[start..text.IndexOf('\n', start)]
            .Replace("3D", "", StringComparison.Ordinal);
        (
            await anonymous.PostAsync("auth/reset", new { token, password = "Chosen-By-Mail-2026" })
        ).Expect(HttpStatusCode.NoContent);
        await anonymous.LoginAsync(AppFixture.AdminEmail, "Chosen-By-Mail-2026");
        Assert.DoesNotContain(
            app.Output,
            l =>
                l.Contains("token=", StringComparison.Ordinal)
                || l.Contains(AppFixture.AdminEmail, StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task Nobody_is_flooded_with_mails()
    {
        await using var server = SmtpDouble.Start();
        await using var app = await AppProcess.StartAsync(
            new Dictionary<string, string>(AppFixture.Settings())
            {
                ["KoSales__Mail__Host"] = "127.0.0.1",
                ["KoSales__Mail__Port"] = $"{server.Port}",
                ["KoSales__Mail__Security"] = "none",
            }
        );
        var anonymous = new AppClient(app.Address);
        using var deadline = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        for (var asked = 1; asked <= 12; asked++)
        {
            (
                await anonymous.PostAsync("auth/forgot", new { email = AppFixture.AdminEmail })
            ).Expect(HttpStatusCode.Accepted);
            while (
                app.Output.Count(l => l.Contains("was not mailed", StringComparison.Ordinal))
                    + server.Mails.Count
                < asked
            )
                await Task.Delay(20, deadline.Token);
        }

        Assert.InRange(server.Mails.Count, 5, 6);
    }
}
