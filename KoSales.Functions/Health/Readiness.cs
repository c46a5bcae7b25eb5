using System.Text.Json.Serialization;
using Microsoft.Extensions.DependencyInjection;

namespace KoSales.Functions.Health;

/// <param name="Checks">Parts that were looked at, absent for live.</param>
public sealed record HealthView(string Status, IReadOnlyList<string>? Checks);

[JsonSerializable(typeof(HealthView))]
internal sealed partial class HealthJson : JsonSerializerContext;

/// <summary>Asks every part, each within its time.</summary>
public sealed class Readiness(IEnumerable<IReadinessCheck> checks, Contracts contracts)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    /// <summary>200 with the parts, or 503 that names those which do not work, and why where the store is the
    /// reason.</summary>
    public async Task<Answer> AnswerAsync(CancellationToken cancellationToken)
    {
        var parts = new List<string>();
        var broken = new List<string>();
        foreach (var check in checks)
        {
            if (await FaultAsync(check, cancellationToken) is { } fault)
                broken.Add(fault);
            else
                parts.Add(check.Part);
        }

        return broken.Count == 0
            ? Answers.Of(new HealthView("ready", parts), contracts.Json<HealthView>())
            : throw new RefusalException(NotReady(broken));
    }

    private static Fault NotReady(IEnumerable<string> broken) =>
        new(FaultKind.Unavailable, "health.not_ready", $"Not ready: {string.Join(", ", broken)}.");

    /// <summary>Null when the part works. A store's own words name nothing that an outsider may not
    /// know.</summary>
    private static async Task<string?> FaultAsync(
        IReadinessCheck check,
        CancellationToken cancellationToken
    )
    {
        try
        {
            await check
                .CheckAsync(cancellationToken)
                .AsTask()
                .WaitAsync(Patience, cancellationToken);
            return null;
        }
        catch (StoreUnavailableException unavailable)
        {
            return $"{check.Part} ({unavailable.Message})";
        }
#pragma warning disable CA1031 // Whatever a part throws, it is not ready; it logs its own troubles.
        catch (Exception) when (!cancellationToken.IsCancellationRequested)
#pragma warning restore CA1031
        {
            return check.Part;
        }
    }
}

internal sealed class StoreCheck(IDocumentStore store) : IReadinessCheck
{
    public string Part => "store";

    public ValueTask CheckAsync(CancellationToken cancellationToken) =>
        store.PingAsync(cancellationToken);
}

/// <summary>The start gate has read and checked every option before the first request; a process that
/// answers has a
/// good configuration.</summary>
internal sealed class ConfigurationCheck : IReadinessCheck
{
    public string Part => "configuration";

    public ValueTask CheckAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;
}

public static class HealthRegistration
{
    public static IServiceCollection AddHealth(this IServiceCollection services) =>
        services
            .AddContracts(HealthJson.Default)
            .AddSingleton<IReadinessCheck, StoreCheck>()
            .AddSingleton<IReadinessCheck, ConfigurationCheck>()
            .AddSingleton<Readiness>();
}
