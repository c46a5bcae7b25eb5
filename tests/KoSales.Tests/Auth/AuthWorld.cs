using KoSales.Domain.Agents;
using KoSales.Domain.Auth;
using KoSales.Domain.Loads;
using KoSales.Domain.Teams;
using KoSales.Functions.Agents;
using KoSales.Functions.Auth;
using KoSales.Functions.Auth.Keys;
using KoSales.Functions.Passwords;
using KoSales.Functions.Storage.Sqlite;
using KoSales.Functions.Writing;
using KoSales.Tests.Agents;
using KoSales.Tests.Passwords;
using KoSales.Tests.Storage;
using KoSales.Tests.Writing;
using Microsoft.Extensions.Logging.Abstractions;

namespace KoSales.Tests.Auth;

/// <summary>The desks of authentication and agents over a real store, with a clock that the test
/// moves.</summary>
internal sealed class AuthWorld : IDisposable
{
    public const string Password = "monsoon-and-mustard";

    private readonly TempFolder _folder = new();
    private readonly SqliteDocumentStore _store;
    private readonly AccountTurns _turns = new();

    private AuthWorld()
    {
        _store = new SqliteDocumentStore(
            new SqliteStoreOptions(_folder.File("ko-sales.db")),
            TimeProvider.System
        );
        var options = AuthOptionsTests.Read(
            ("SigningKey", "a-signing-key-for-tests-of-forty-characters")
        );
        Vault = new PasswordVault(options);
        Tokens = new AccessTokens(options, SigningKeys.Load(options, null), Clock);
        Standings = new AgentStandings(_store, Clock);
        var ended = new EndedSessions(Tokens, Clock);
        Keys = new ApiKeyStandings(_store, Clock, NullLogger<ApiKeyStandings>.Instance);
        Authenticator = new BearerAuthenticator(Tokens, Standings, ended, Keys, Clock);
        var commits = new Commits(_store, new QuietEvents());
        Check = new PasswordCheck(
            _store,
            Vault,
            _turns,
            commits,
            NullLogger<PasswordCheck>.Instance
        );
        Sessions = new SessionDesk(_store, Tokens, ended, NullLogger<SessionDesk>.Instance);
        Agents = new AgentDesk(
            _store,
            new AgentWriter(_store, Standings, new Workforce(_store, Clock), commits),
            new AgentPlaces(_store),
            Vault,
            [],
            new Functions.References.ReferenceCatalogue([]),
            NullLogger<AgentDesk>.Instance
        );
    }

    public SetClock Clock { get; } = new(SomeAgent.Now);

    public IDocumentStore Store => _store;

    public PasswordVault Vault { get; }

    public AccessTokens Tokens { get; }

    public AgentStandings Standings { get; }

    public ApiKeyStandings Keys { get; }

    public BearerAuthenticator Authenticator { get; }

    public PasswordCheck Check { get; }

    public SessionDesk Sessions { get; }

    public AgentDesk Agents { get; }

    public static async Task<AuthWorld> OpenAsync()
    {
        var world = new AuthWorld();
        await world.Store.EnsureAsync(
            [
                Agent.Collection,
                AgentLoads.Collection,
                ApiKey.Collection,
                ApiKeyUse.Collection,
                Team.Collection,
                RefreshToken.Collection,
                Domain.Audit.Audits.Collection,
            ],
            default
        );
        return world;
    }

    /// <summary>An agent who can log in with <see cref="Password"/>, beside the administrator who took them
    /// on.</summary>
    public async Task<Agent> HireAsync(string email, Func<CreateAgent, CreateAgent>? shape = null)
    {
        var body = new CreateAgent
        {
            Name = "Somebody",
            Email = email,
            Password = Password,
            Roles = [Domain.Access.Role.Agent],
        };
        return (
            await Agents.HireAsync(shape is null ? body : shape(body), SomeAgent.ByAdmin, default)
        ).Value;
    }

    public async Task<Agent> ReadAsync(AgentId id) =>
        (await Store.FindAsync(Agent.Collection, id.Value, default))!;

    public Task<Verdict<Agent>> TryAsync(string email, string password) =>
        Check.TryAsync(email, password, Clock.Now, default);

    public void Dispose()
    {
        Vault.Dispose();
        _turns.Dispose();
        _store.Dispose();
        _folder.Dispose();
    }
}
