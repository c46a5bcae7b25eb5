using System.Text.Json;
using KoSales.Domain.Signals;

namespace KoSales.Functions.Signals;

internal static class SignalExamples
{
    private static readonly Dictionary<string, JsonElement> Payload = new()
    {
        ["kind"] = JsonElement.Parse("\"web_form\""),
        ["external_id"] = JsonElement.Parse("\"f-1\""),
        ["data"] = JsonElement.Parse("""{"name": "Ramesh P.", "phone": "+91******3210"}"""),
    };

    public static readonly SignalView Signal = new()
    {
        Id = SignalId.Of(ExampleNames.Signal),
        Version = 1,
        Source = "website",
        Kind = SignalKind.WebForm,
        DedupeKey = "f-1",
        ReceivedAt = ExampleNames.Start,
        OccurredAt = ExampleNames.Start,
        Payload = Payload,
        Message = "Humic acid for ten acres of soybean",
        Status = SignalStatus.Matched,
        EntityRef = new EntityRef(EntityKind.Lead, ExampleNames.Lead),
        Effects =
        [
            new SignalEffect(SignalEffectType.TaskCreated, ExampleNames.Task),
            new SignalEffect(SignalEffectType.Score, null, 10),
        ],
        Attempts = 1,
        CreatedAt = ExampleNames.Start,
        UpdatedAt = ExampleNames.Start,
        CreatedBy = "system",
    };

    public static readonly ContractExample[] All = [ContractExample.Of(Signal)];
}
