namespace KoSales.Functions.Mail;

/// <summary>Shows the links of mails to whoever sits before the console of an app that was started by hand.
/// Not a log: what a log keeps is no place for them.</summary>
internal sealed class ConsoleMailer(TextWriter output) : IMailer
{
    public bool IsSetUp => true;

    public Task SendAsync(Letter letter, CancellationToken cancellationToken) =>
        output.WriteLineAsync($"{letter.Subject}: {letter.Link}");
}

/// <summary>There is nothing to send with.</summary>
internal sealed class NoMailer : IMailer
{
    public bool IsSetUp => false;

    public Task SendAsync(Letter letter, CancellationToken cancellationToken) =>
        throw new MailFailedException($"{MailSettings.Section}:Host is not set");
}
