using KoSales.Domain.Auth;
using KoSales.Domain.Pii.Values;
using Microsoft.Extensions.Configuration;

namespace KoSales.Functions.FirstRun;

/// <summary>Settings under <c>KoSales:Admin</c>, which matter only while there is no administrator.</summary>
/// <param name="Password">Null: one is generated and shown once.</param>
public sealed record FirstAdminOptions(EmailAddress Email, string? Password)
{
    public const string Section = "KoSales:Admin";

    private const string DefaultEmail = "admin@kosales.local";

    /// <summary>What is wrong with the password, as a sentence; null when nothing is. It must be such as
    /// anybody's.</summary>
    public string? Fault() =>
        Password is { } password && PasswordPolicy.Check(password, Email.Address) is { } weak
            ? $"{Section}:Password cannot be used: {weak.Detail}"
            : null;

    /// <exception cref="SettingException">The address is none.</exception>
    public static FirstAdminOptions Of(IConfiguration configuration)
    {
        var section = configuration.GetSection(Section);
        return EmailAddress.TryParse(section["Email"] ?? DefaultEmail, out var email)
            ? new FirstAdminOptions(
                email,
                section["Password"] is { Length: > 0 } password ? password : null
            )
            : throw new SettingException($"{Section}:Email is not an e-mail address.");
    }
}
