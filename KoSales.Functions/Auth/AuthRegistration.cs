using KoSales.Domain.Auth;
using KoSales.Functions.Auth.Keys;
using KoSales.Functions.Auth.Links;
using KoSales.Functions.Auth.Sessions;
using KoSales.Functions.Outbox;
using KoSales.Functions.Passwords;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.IdentityModel.Tokens;

namespace KoSales.Functions.Auth;

public static class AuthRegistration
{
    private const int GeneratedKeyBytes = 64;

    /// <exception cref="SettingException">A setting is wrong or the signing key is missing; the message
    /// says what to set.</exception>
    public static IServiceCollection AddAuth(
        this IServiceCollection services,
        IConfiguration configuration
    )
    {
        var options = AuthOptions.Of(configuration);
        return services
            .AddCollections(RefreshToken.Collection, AccountLink.Collection)
            .AddContracts(AuthContractsJson.Default)
            .AddContracts(LinkContractsJson.Default)
            .AddContracts(LoginSessionContractsJson.Default)
            .AddSingleton(options)
            .AddSingleton<SigningCredentials>(KeyOf(options, configuration))
            .AddSingleton<AccessTokens>()
            .AddSingleton<EndedSessions>()
            .AddSingleton<IAuthenticator, BearerAuthenticator>()
            .AddApiKeys()
            .AddSingleton<AccountTurns>()
            .AddSingleton<PasswordVault>()
            .AddSingleton<PasswordCheck>()
            .AddSingleton<SessionDesk>()
            .AddSingleton<LoginDesk>()
            .AddSingleton<LoginSessions>()
            .AddSingleton<LinkDesk>()
            .AddSingleton<IEventHandler, LinkMails>();
    }

    private static IServiceCollection AddApiKeys(this IServiceCollection services) =>
        services
            .AddCollections(ApiKey.Collection, ApiKeyUse.Collection)
            .AddContracts(ApiKeyContractsJson.Default)
            .AddLists(ApiKeyLists.Keys)
            .AddSingleton<ApiKeyStandings>()
            .AddSingleton<ApiKeyDesk>();

    private static SigningCredentials KeyOf(AuthOptions options, IConfiguration configuration) =>
        SigningKeys.Load(
            options,
            HostKind.IsStartedByHost
                ? null
                : () => DataFolder.Of(configuration).Key("auth-signing", GeneratedKeyBytes)
        );
}
