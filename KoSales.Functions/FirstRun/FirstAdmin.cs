using System.Security.Cryptography;
using KoSales.Domain.Access;
using KoSales.Domain.Agents;
using KoSales.Domain.Filters;
using KoSales.Domain.Kernel;
using KoSales.Domain.Storage;
using KoSales.Functions.Agents;
using KoSales.Functions.Auth;
using KoSales.Functions.Startup;
using Microsoft.Extensions.Logging;
using NodaTime;

namespace KoSales.Functions.FirstRun;

/// <summary>Makes the administrator of a new installation. Does nothing where there is one; of two
/// processes that start at once one makes it.</summary>
/// <param name="output">Where a generated password is shown, once; never a log.</param>
public sealed class FirstAdmin(
    IDocumentStore store,
    PasswordVault vault,
    CompanyDay day,
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
        var batch = new WriteBatch().Insert(Agent.Collection, admin);
        var result = await store.CommitAsync(batch, cancellationToken);
        if (result.IsCommitted)
            Announce(admin, password);
        else if (!await IsThereAsync(cancellationToken))
            throw IsSomebodyElse();
    }

    private static SettingException IsSomebodyElse() =>
        new(
            $"There is no administrator, and {FirstAdminOptions.Section}:Email belongs to an agent who is none; set it to another address."
        );

    private async Task<bool> IsThereAsync(CancellationToken cancellationToken) =>
        await store.FirstAsync(Agent.Collection, Admins, cancellationToken) is not null;

    private async Task<string> HashAsync(string password, CancellationToken cancellationToken) =>
        await vault.HashAsync(password, cancellationToken)
        ?? throw new InvalidOperationException(
            "the password hasher is busy before the first request"
        );

    private async Task<Agent> MakeAsync(string password, CancellationToken cancellationToken)
    {
        var hash = await HashAsync(password, cancellationToken);
        var number = await store.AllocateAsync(AgentId.Format.Counter, 1, cancellationToken);
        var draft = new Agent
        {
            Id = EntityIds.At<AgentId>(number),
            Name = "Administrator",
            Email = options.Email.Address,
            Roles = [Role.Admin],
            PasswordHash = hash,
        };
        var now = Instant.FromDateTimeOffset(time.GetUtcNow());
        var command = new Command(Actor.System, now, "first-run");
        return AgentDecisions.Hire(draft, command, day.Of(now)).Value;
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
