using KoSales.Domain.Auth;

namespace KoSales.Functions.Agents;

/// <summary>What a new agent is refused for without a look at other agents.</summary>
internal sealed class AgentBodyRules : BodyRules<CreateAgent>
{
    public static IEnumerable<Fault> FaultsOf(CreateAgent body)
    {
        foreach (var fault in AgentForm.Draft(body).Faults)
            yield return fault;
        if (body.Password is { } password && PasswordPolicy.Check(password, body.Email) is { } weak)
            yield return weak;
    }

    protected override ValueTask<IReadOnlyList<Fault>> FaultsAsync(
        CreateAgent body,
        CancellationToken cancellationToken
    ) => new([.. FaultsOf(body)]);
}
