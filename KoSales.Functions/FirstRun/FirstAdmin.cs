using System.Security.Cryptography;
using KoSales.Domain.Agents;
using KoSales.Functions.Passwords;
using Microsoft.Extensions.Logging;
using NodaTime;

namespace KoSales.Functions.FirstRun;

/// <summary>Makes the administrator of a new installation. Does nothing where there is one; of two
/// processes that start at once one makes it.</summary>
/// <param name="output">Where a generated password is shown, once; never a log.</param>
public sealed class FirstAdmin(
    IDocumentStore store,
    PasswordVault vault,
    FirstAdminOptions options,
    TimeProvider time,
    TextWriter output,
    ILogger<FirstAdmin> logger
) : IStartTask
{
    private const string Alphabet = "ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnpqrstuvwxyz23456789";
    private const int GeneratedLength = 20;

    private static readonly Filter Admins = Filter.AllOf(
        new Filter.Condition(
            "roles",
            FilterOperator.ContainsAny,
            new FilterValue.Many([new FilterValue.Text("admin")])
        ),
        Filter.Missing("deleted_at")
    );

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        if (await IsThereAsync(cancellationToken))
            return;
        if (options.Fault() is { } fault)
            throw new SettingException(fault);
        var password =
            options.Password ?? RandomNumberGenerator.GetString(Alphabet, GeneratedLength);
        var admin = await MakeAsync(password, cancellationToken);
        var result = await store.CommitAsync(
            new WriteBatch().Insert(Agent.Collection, admin),
            cancellationToken
        );
        if (result.IsCommitted)
            Announce(admin, password);
        else if (!await IsThereAsync(cancellationToken))
            throw new SettingException(
                $"There is no administrator, and {FirstAdminOptions.Section}:Email belongs to an agent who is none; set it to another address."
            );
    }

    private async Task<bool> IsThereAsync(CancellationToken cancellationToken) =>
        await store.FirstAsync(Agent.Collection, Admins, cancellationToken) is not null;

    private async Task<Agent> MakeAsync(string password, CancellationToken cancellationToken)
    {
        var hash =
            await vault.HashAsync(password, cancellationToken)
            ?? throw new InvalidOperationException(
                "the password hasher is busy before the first request"
            );
        var draft = new Agent
        {
            Id = EntityIds.At<AgentId>(
                await store.AllocateAsync(AgentId.Format.Counter, 1, cancellationToken)
            ),
            Name = "Administrator",
            Email = options.Email.Address,
            Roles = [Role.Admin],
            PasswordHash = hash,
        };
        var now = Instant.FromDateTimeOffset(time.GetUtcNow());
        return AgentDecisions
            .Hire(draft, new Command(Actor.System, now, "first-run"), CompanyDay.Of(now))
            .Value;
    }

    private void Announce(Agent admin, string password)
    {
        Log.AdminMade(logger, admin.Id.Value);
        if (options.Password is null)
            output.WriteLine(Notice.Box(Login(admin, password)));
    }

    private static string[] Login(Agent admin, string password) =>
        [
            "First start: an administrator was made.",
            $"e-mail    {admin.Email}",
            $"password  {password}",
            "This is shown only once.",
        ];
}
