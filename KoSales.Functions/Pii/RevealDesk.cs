using KoSales.Domain.Pii;
using Microsoft.Extensions.Options;
using NodaTime;

namespace KoSales.Functions.Pii;

/// <summary>Shows personal data to a person: within scope, with a reason, within the agent's quota, and
/// only once the access log says so.</summary>
public sealed class RevealDesk(
    IDocumentStore store,
    PiiVault vault,
    PiiGate gate,
    IOptions<PiiOptions> options
)
{
    private readonly int _limit = options.Value.RevealLimit;
    private readonly Duration _window = Duration.FromTimeSpan(options.Value.RevealWindow);

    /// <summary>The fields in the clear. Quota and log row are committed first, in one transaction; when
    /// that fails nothing is opened.</summary>
    public async Task<Verdict<PersonalData>> RevealAsync(
        string id,
        RevealPii body,
        Command command,
        CancellationToken cancellationToken
    )
    {
        var found = await gate.FindAsync(id, command.Actor, cancellationToken);
        if (found.IsRefused)
            return found.Refusal;
        var reason = Reason.Parse(body.Reason, "/reason");
        if (reason.IsRefused)
            return reason.Refusal;
        PiiField[] fields = [.. body.Fields.Distinct()];
        var row = Row(found.Value.Document, fields, reason.Value, command);
        return await LogAsync(row, command, cancellationToken) is { } refused
            ? refused
            : vault.Open(found.Value, fields);
    }

    /// <summary>Leave to open the file of a document: counted and logged as a reveal.</summary>
    /// <param name="reason">As the caller gave it.</param>
    /// <returns>Null when it may be opened.</returns>
    public async Task<Fault?> AdmitAsync(
        PiiDocument document,
        string documentId,
        string? reason,
        Command command,
        CancellationToken cancellationToken
    )
    {
        var given = Reason.Parse(reason, "/reason");
        if (given.IsRefused)
            return given.Faults[0] with { Pointer = null };
        var row = Row(document, [], given.Value, command) with { DocumentId = documentId };
        return await LogAsync(row, command, cancellationToken);
    }

    /// <summary>Takes one from what the caller has left and notes the access, or neither.</summary>
    /// <returns>Null when the access may go on.</returns>
    private async Task<Fault?> LogAsync(
        PiiAccess row,
        Command command,
        CancellationToken cancellationToken
    )
    {
        var quota = RevealQuota.For(command.Actor.Id, command.Now, _window);
        var batch = new WriteBatch()
            .InsertIfAbsent(Piis.Quotas, quota)
            .Patch(Piis.Quotas, Left(quota), OneMore(command), expected: 1)
            .Insert(Piis.AccessLog, row);
        var outcome = await store.CommitAsync(batch, cancellationToken);
        return outcome.Status switch
        {
            CommitStatus.Committed => null,
            CommitStatus.ConditionFailed => PiiFaults.TooManyReveals(quota.WindowEnd - command.Now),
            _ => throw NotLogged(outcome),
        };
    }

    private static InvalidOperationException NotLogged(CommitResult outcome) =>
        new($"the access log refused a new row: {outcome.Status} at operation {outcome.Operation}");

    private Filter Left(RevealQuota quota) =>
        Filter.AllOf(
            Filter.Eq("id", quota.Id),
            new Filter.Condition("used", FilterOperator.Lt, new FilterValue.Number(_limit))
        );

    private static Patch OneMore(Command command) =>
        new(command.Now, command.Actor.Id)
        {
            Increment = new Dictionary<string, decimal> { ["used"] = 1 },
        };

    private static PiiAccess Row(
        PiiDocument document,
        PiiField[] fields,
        Reason reason,
        Command command
    ) =>
        new()
        {
            Id = Guid.CreateVersion7(command.Now.ToDateTimeOffset()).ToString("N"),
            PiiId = document.Id,
            Subject = document.Subject,
            AgentId = command.Actor.Id,
            Fields = fields,
            Reason = reason.Text,
            TraceId = command.Correlation,
            At = command.Now,
            CreatedAt = command.Now,
            UpdatedAt = command.Now,
            CreatedBy = command.Actor.Id,
            UpdatedBy = command.Actor.Id,
        };
}
