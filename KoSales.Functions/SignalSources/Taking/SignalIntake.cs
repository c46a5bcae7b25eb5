using System.Text.Json;
using KoSales.Domain.Entities.Personal;
using KoSales.Domain.Fields;
using KoSales.Domain.Leads;
using KoSales.Domain.Signals;
using KoSales.Domain.Signals.Sources;
using KoSales.Functions.Pii.Keys;
using KoSales.Functions.Signals;
using KoSales.Functions.Tasks.Making;

namespace KoSales.Functions.SignalSources.Taking;

/// <summary>Takes signals that are brought over the API, and those that failed, again.</summary>
public sealed class SignalIntake(
    SignalTaking taking,
    SignalDrafts drafts,
    TaskSubjects subjects,
    SignalSourceCache sources,
    Items items,
    SecretBox box
)
{
    /// <summary>As a webhook's, but what cannot be read is refused, and nothing is kept then.</summary>
    public async Task<Verdict<TakenSignal>> CreateAsync(
        CreateSignal body,
        Command command,
        CancellationToken cancellationToken
    )
    {
        var arrived = ArrivedOf(body, command);
        Fault[] faults =
        [
            .. await EntityFaultsAsync(body, command.Actor, cancellationToken),
            .. await FieldFaultsAsync(body, arrived, command, cancellationToken),
        ];
        if (faults.Length > 0)
            return Verdict<TakenSignal>.Refuse(faults);
        // What the caller does not see is noted there, and the answer does not say where.
        var shown = new Command(command.Actor, command.Now, command.Correlation)
        {
            AnswerRecorder = (batch, taken) =>
                command.RecordAnswer(batch, SeenBy(command.Actor, (TakenSignal)taken)),
        };
        var result = await taking.TakeAsync(arrived, shown, cancellationToken);
        return result.IsRefused ? result : SeenBy(command.Actor, result.Value);
    }

    /// <summary>A failed one again, by the mapping that its source has by now.</summary>
    public async Task<Verdict<TakenSignal>> ReplayAsync(
        string id,
        Command command,
        CancellationToken cancellationToken
    )
    {
        var found = await items.LoadAsync(
            SignalLists.Signals,
            SignalStore.Collection,
            id,
            command.Actor,
            cancellationToken
        );
        if (found.IsRefused)
            return found.Refusal;
        if (found.Value is not { Status: SignalStatus.Failed, Sealed: { } kept } failed)
            return Fault.Conflict(
                "signal.not_failed",
                "Only a signal that failed is replayed; this one is done."
            );
        if (await sources.FindAsync(failed.Source, cancellationToken) is not { } source)
            return Fault.Conflict(
                "signal.source_gone",
                "The source by which it came is no longer there."
            );
        var raw = box.Open(Signal.SealContext(failed.Source, failed.DedupeKey), kept);
        var reading = SignalReading.Again(
            JsonElement.Parse(raw),
            source,
            failed.DedupeKey,
            failed.ReceivedAt
        );
        if (reading is null)
            return Fault.Conflict(
                "signal.not_in_delivery",
                "The mapping no longer finds this signal in what was delivered; correct it first."
            );
        var actor = Actor.System with { Id = command.Actor.Id, TeamId = source.Assignment.TeamId };
        return await taking.TakeAsync(
            ArrivedSignal.Of(reading, source),
            command with
            {
                Actor = actor,
            },
            cancellationToken
        );
    }

    private async ValueTask<IReadOnlyList<Fault>> EntityFaultsAsync(
        CreateSignal body,
        Actor actor,
        CancellationToken cancellationToken
    )
    {
        if (body.EntityRef?.ToRef() is { } entity)
            return await subjects.FindAsync(entity, actor, cancellationToken) is null
                ?
                [
                    Fault.Invalid(
                        "/entity_ref",
                        "signal.entity_not_found",
                        "There is no such entity that you can see."
                    ),
                ]
                : [];
        return body is { Phone: null, Email: null }
            ?
            [
                Fault.Invalid(
                    "/entity_ref",
                    "signal.about_nobody",
                    "Say what the signal is about, or give a phone or an e-mail address."
                ),
            ]
            : [];
    }

    private async ValueTask<IReadOnlyList<Fault>> FieldFaultsAsync(
        CreateSignal body,
        ArrivedSignal arrived,
        Command command,
        CancellationToken cancellationToken
    )
    {
        if (body is { Phone: null, Email: null })
            return [];
        var lead = await drafts.ReadAsync(arrived, command.Now, cancellationToken);
        return lead.Left;
    }

    private static ArrivedSignal ArrivedOf(CreateSignal body, Command command)
    {
        var key = body.DedupeKey ?? ObjectIds.Next(command.Now);
        var at = body.OccurredAt is { } given && given <= command.Now ? given : command.Now;
        var payload = JsonSerializer.SerializeToElement(
            body,
            SignalSourceContractsJson.Wire.CreateSignal
        );
        var reading = new SignalReading
        {
            Kind = body.Kind,
            DedupeKey = key,
            OccurredAt = at,
            Cells = CellsOf(body),
            Message = body.Message is { } text ? MaskedText.Of(text, "/message").Text : null,
            Payload = PayloadMask.Of(payload),
            Raw = payload,
        };
        return new ArrivedSignal(SignalOrigins.Api, reading)
        {
            Named = body.EntityRef?.ToRef(),
            KeepsFailures = false,
        };
    }

    private static Dictionary<string, string> CellsOf(CreateSignal body)
    {
        Dictionary<string, string> cells = [];
        Put("name", body.Name);
        Put("phone", body.Phone);
        Put("email", body.Email);
        if (body.LeadKind is { } kind)
            Put("kind", WireNames<BuyerKind>.Of(kind));
        if (body.Channel is { } channel)
            Put("source.channel", WireNames<SourceChannel>.Of(channel));
        return cells;

        void Put(string field, string? value)
        {
            if (value is not null)
                cells[field] = value;
        }
    }

    private static TakenSignal SeenBy(Actor actor, TakenSignal taken)
    {
        var signal = taken.Signal;
        return HolderScope.Sees(actor, signal.OwnerId, signal.TeamId)
            ? taken
            : taken with
            {
                Signal = signal with { EntityRef = null, Effects = [] },
            };
    }
}
