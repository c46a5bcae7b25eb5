using KoSales.Functions.References;
using Microsoft.Extensions.Options;

namespace KoSales.Functions.Sla.Policies;

/// <summary>Policies that the settings name.</summary>
public sealed class SettingReferences(IOptions<SlaSettings> settings) : IReferences
{
    public ValueTask<IReadOnlyList<Reference>> ToAsync(
        Referred kind,
        string id,
        CancellationToken cancellationToken
    ) =>
        new(
            kind == Referred.SlaPolicy
                ?
                [
                    .. Named(id)
                        .Select(name => new Reference(
                            "setting",
                            $"{SlaSettings.Section}:{name}",
                            name
                        )),
                ]
                : []
        );

    private IEnumerable<string> Named(string id)
    {
        if (settings.Value.FirstResponsePolicyId == id)
            yield return nameof(SlaSettings.FirstResponsePolicyId);
        if (settings.Value.CallBackPolicyId == id)
            yield return nameof(SlaSettings.CallBackPolicyId);
    }
}
