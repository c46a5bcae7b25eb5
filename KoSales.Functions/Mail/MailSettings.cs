namespace KoSales.Functions.Mail;

/// <summary>Section <c>KoSales:Mail</c>.</summary>
public sealed class MailSettings
{
    public const string Section = "KoSales:Mail";

    internal const string StartTls = "starttls";
    internal const string Tls = "tls";
    internal const string NoEncryption = "none";

    private const string UsualFrom = "KO Sales <kosales@localhost>";

    /// <summary>Of the SMTP server. Empty: an app started by hand shows links on its console, one under a
    /// Functions host sends none.</summary>
    public string Host { get; set; } = "";

    public int Port { get; set; } = 587;

    /// <summary><c>starttls</c>, <c>tls</c> (from the first byte) or <c>none</c>.</summary>
    public string Security { get; set; } = StartTls;

    /// <summary>Empty: the server asks for no login.</summary>
    public string User { get; set; } = "";

    public string Password { get; set; } = "";

    /// <summary>Such as <c>KO Sales &lt;crm@example.in&gt;</c>.</summary>
    public string From { get; set; } = UsualFrom;

    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>Of the pages that links lead to, <c>/accept-invite</c> and <c>/reset-password</c>.</summary>
    public string AppUrl { get; set; } = "http://localhost:3000";

    /// <summary>The first sentence that says what is wrong, or null.</summary>
    public string? Fault() =>
        this switch
        {
            { Port: < 1 or > 65535 } => $"{Section}:Port is {Port}, but must be 1 to 65,535.",
            { Security: not (StartTls or Tls or NoEncryption) } =>
                $"{Section}:Security is {Security}, but must be starttls, tls or none.",
            { Timeout: var timeout }
                when timeout < TimeSpan.FromSeconds(1) || timeout > TimeSpan.FromMinutes(5) =>
                $"{Section}:Timeout is {timeout}, but must be 1 second to 5 minutes.",
            _ when From != UsualFrom && !IsMailAddress(From) =>
                $"{Section}:From is no mail address; write one such as KO Sales <crm@example.in>.",
            _ when !IsWebAddress(AppUrl) =>
                $"{Section}:AppUrl is {AppUrl}, but must be an address such as https://crm.example.in.",
            _ => null,
        };

    // Reading an address loads the mail library: not for those who set none.
    private static bool IsMailAddress(string text) =>
        MimeKit.MailboxAddress.TryParse(text, out var address)
        && address.Address.Contains('@', StringComparison.Ordinal);

    private static bool IsWebAddress(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var address)
        && (address.Scheme == Uri.UriSchemeHttp || address.Scheme == Uri.UriSchemeHttps);
}
