namespace KoSales.Functions.Mail;

/// <summary>A mail in plain text.</summary>
/// <param name="To">One address.</param>
/// <param name="Link">What the reader is to open; stands in the text too.</param>
public sealed record Letter(string To, string Subject, string Text, string Link);

/// <summary>Sends mail.</summary>
public interface IMailer
{
    /// <summary>False where there is nothing to send with, so that nothing that needs a mail is
    /// begun.</summary>
    bool IsSetUp { get; }

    /// <summary>Returns when the mail is taken over.</summary>
    /// <exception cref="MailFailedException">It was not; to be tried again. Names no address.</exception>
    Task SendAsync(Letter letter, CancellationToken cancellationToken);
}

/// <summary>The mail server could not be reached or refused the mail.</summary>
public sealed class MailFailedException(string message) : Exception(message);
