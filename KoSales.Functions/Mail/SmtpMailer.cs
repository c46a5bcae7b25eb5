using System.Net.Sockets;
using MailKit;
using MailKit.Net.Smtp;
using MailKit.Security;
using Microsoft.Extensions.Options;
using MimeKit;

namespace KoSales.Functions.Mail;

/// <summary>Hands mails to an SMTP server, each over a connection of its own: there are few.</summary>
public sealed class SmtpMailer(IOptions<MailSettings> options) : IMailer
{
    private readonly MailSettings _settings = options.Value;

    public bool IsSetUp => true;

    public async Task SendAsync(Letter letter, CancellationToken cancellationToken)
    {
        using var message = MessageOf(letter);
        try
        {
            await SendAsync(message, cancellationToken);
        }
        catch (Exception exception) when (IsOfServer(exception))
        {
            // Without the cause: what the server says may repeat the address, and this is logged.
            throw new MailFailedException(
                $"the mail server did not take a mail: {exception.GetType().Name}"
            );
        }
    }

    private async Task SendAsync(MimeMessage message, CancellationToken cancellationToken)
    {
        using var client = new SmtpClient { Timeout = (int)_settings.Timeout.TotalMilliseconds };
        await client.ConnectAsync(_settings.Host, _settings.Port, Encryption(), cancellationToken);
        if (_settings.User.Length > 0)
            await client.AuthenticateAsync(_settings.User, _settings.Password, cancellationToken);
        await client.SendAsync(message, cancellationToken);
        await client.DisconnectAsync(quit: true, cancellationToken);
    }

    private SecureSocketOptions Encryption() =>
        _settings.Security switch
        {
            MailSettings.Tls => SecureSocketOptions.SslOnConnect,
            MailSettings.NoEncryption => SecureSocketOptions.None,
            _ => SecureSocketOptions.StartTls,
        };

    private MimeMessage MessageOf(Letter letter)
    {
        var message = new MimeMessage { Subject = letter.Subject };
        message.From.Add(MailboxAddress.Parse(_settings.From));
        message.To.Add(new MailboxAddress("", letter.To));
        message.Body = new TextPart("plain") { Text = letter.Text };
        return message;
    }

    private static bool IsOfServer(Exception exception) =>
        exception
            is SocketException
                or IOException
                or TimeoutException
                or ProtocolException
                or CommandException
                or AuthenticationException
                or SslHandshakeException
                or ServiceNotConnectedException
                or NotSupportedException;
}
