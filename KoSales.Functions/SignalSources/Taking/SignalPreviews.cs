using System.Text.Json;
using KoSales.Domain.Pii;
using KoSales.Domain.Pii.Names;
using KoSales.Domain.Pii.Values;
using KoSales.Domain.Signals;
using KoSales.Domain.Signals.Sources;
using KoSales.Functions.Tasks.Making;

namespace KoSales.Functions.SignalSources.Taking;

/// <summary>Says what a delivery would do. Nothing is kept, and nothing personal is shown in the
/// clear.</summary>
public sealed class SignalPreviews(
    IDocumentStore store,
    SignalSourceCache sources,
    SignalSourceDesk desk,
    SignalTaking taking,
    TaskSubjects subjects
)
{
    /// <summary>Stands for the id of a delivery.</summary>
    private const string DeliveryKey = "preview";

    public async Task<Verdict<SignalPreview>> LookAsync(
        PreviewSignal body,
        Command command,
        CancellationToken cancellationToken
    )
    {
        var known = body.Source is { } key
            ? await sources.FindAsync(key, cancellationToken)
            : Blank(body.Preset ?? SignalPreset.Custom, command);
        if (known is null)
            return Fault.Invalid(
                "/source",
                "signal_source.not_found",
                "There is no source with this key."
            );
        var source = known with
        {
            Kind = body.Kind ?? known.Kind,
            Mapping = body.Mapping?.Over(known.Mapping) ?? known.Mapping,
            ClosedLeads = body.ClosedLeads?.Over(known.ClosedLeads) ?? known.ClosedLeads,
        };
        var faults = source.Mapping.Faults(await desk.PathsAsync(cancellationToken));
        if (faults.Count > 0)
            return Verdict<SignalPreview>.Refuse(faults);
        var payload = JsonSerializer.SerializeToElement(
            body.Payload,
            SignalSourceContractsJson.Wire.IReadOnlyDictionaryStringJsonElement
        );
        List<PreviewedSignal> signals = [];
        foreach (var reading in SignalReading.Of(payload, source, DeliveryKey, command.Now))
            signals.Add(await OfAsync(reading, source, command, cancellationToken));
        return new SignalPreview { Signals = signals };
    }

    private async Task<PreviewedSignal> OfAsync(
        SignalReading reading,
        SignalSource source,
        Command command,
        CancellationToken cancellationToken
    )
    {
        var arrived = ArrivedSignal.Of(reading, source);
        var planned = await taking.PlanAsync(arrived, command, cancellationToken);
        var (lead, plan) = (planned.Lead, planned.Plan);
        var errors = plan.Move == SignalMove.Create ? SignalTaking.ErrorsOf(lead) : [];
        List<PreviewedCandidate> candidates = [];
        foreach (var found in planned.Found)
            candidates.Add(
                new PreviewedCandidate(
                    found.Ref.Type,
                    await SeenAsync(found.Ref, command.Actor, cancellationToken),
                    found.IsOpen
                )
            );
        return new PreviewedSignal
        {
            Kind = reading.Kind,
            DedupeKey = IsOfDelivery(reading.DedupeKey) ? null : reading.DedupeKey,
            OccurredAt = reading.OccurredAt,
            Message = reading.Message,
            Fields =
            [
                .. reading.Cells.Select(c => new PreviewedField(c.Key, Masked(c.Key, c.Value))),
            ],
            Left = [.. lead.Left.Select(SignalFault.Of)],
            Errors = errors.Count > 0 ? [.. errors.Select(SignalFault.Of)] : null,
            Move = plan.Move,
            Target = plan.Target is { } target
                ? await SeenAsync(target, command.Actor, cancellationToken)
                : null,
            Known = await IsKnownAsync(arrived, cancellationToken),
            Candidates = candidates,
        };
    }

    private async ValueTask<bool> IsKnownAsync(
        ArrivedSignal arrived,
        CancellationToken cancellationToken
    ) =>
        await store.FirstAsync(
            SignalStore.Collection,
            SignalStore.With(arrived.Source, arrived.Reading.DedupeKey),
            cancellationToken
        )
            is { IsDone: true };

    private async ValueTask<EntityRef?> SeenAsync(
        EntityRef entity,
        Actor actor,
        CancellationToken cancellationToken
    ) => await subjects.FindAsync(entity, actor, cancellationToken) is null ? null : entity;

    private static bool IsOfDelivery(string key) =>
        key == DeliveryKey || key.StartsWith($"{DeliveryKey}:", StringComparison.Ordinal);

    private static string Masked(string field, string value) =>
        field switch
        {
            "name" => DisplayNames.OfPerson(value),
            "phone" => PhoneNumber.TryParse(value, out var phone) ? phone.Mask() : "****",
            "email" => EmailAddress.TryParse(value, out var email) ? email.Mask() : "****",
            "gstin" => Gstin.TryParse(value, out var gstin) ? gstin.Mask() : "****",
            _ => PersonalTraces.Mask(value),
        };

    private static SignalSource Blank(SignalPreset preset, Command command)
    {
        var definition = SignalPresets.Of(preset);
        return new SignalSource
        {
            Id = default,
            SourceKey = DeliveryKey,
            Name = DeliveryKey,
            Preset = preset,
            Scheme = definition.Scheme,
            Kind = definition.Kind,
            Mapping = definition.Mapping,
            ClosedLeads = ClosedLeadPolicy.Usual,
            CreatedAt = command.Now,
        };
    }
}
