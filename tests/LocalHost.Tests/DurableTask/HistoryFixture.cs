using System.Text.Json;
using System.Text.Json.Nodes;
using KoSales.LocalHost.DurableTask.History;
using Microsoft.DurableTask.Client;

namespace KoSales.LocalHost.Tests.DurableTask;

/// <summary>An instance's recorded history as a JSON file: what a released version of an orchestrator did,
/// event by event.</summary>
internal sealed record HistoryFixture(InstanceRow Row, IReadOnlyList<HubEvent> Events)
{
    private static readonly JsonSerializerOptions _indented = new() { WriteIndented = true };

    private static readonly DateTime _created = new(2026, 3, 1, 9, 0, 0, DateTimeKind.Utc);

    private static string Folder =>
        Path.Combine(AppContext.BaseDirectory, "DurableTask", "Histories");

    internal static HistoryFixture Load(string name)
    {
        var file = JsonNode.Parse(File.ReadAllText(Path.Combine(Folder, name + ".json")))!;
        var start = new NewInstance(
            (string)file["id"]!,
            (string)file["name"]!,
            "recorded",
            (string?)file["input"]
        );
        var events = file["events"]!
            .AsArray()
            .Select(node => node!.AsObject().Single())
            .Select(entry =>
                (HubEvent)
                    entry.Value.Deserialize(
                        typeof(HubEvent).Assembly.GetType(
                            $"{typeof(HubEvent).Namespace}.{entry.Key}"
                        )!
                    )!
            );
        return new HistoryFixture(
            new InstanceRow(1, start, OrchestrationRuntimeStatus.Running, _created, _created),
            [.. events]
        );
    }

    /// <summary>With RECORD_HISTORIES set to a folder, writes the history there, to be looked at and added
    /// to the tests.</summary>
    internal static void RecordWhereAsked(string name, InstanceState state)
    {
        if (Environment.GetEnvironmentVariable("RECORD_HISTORIES") is { Length: > 0 } folder)
            File.WriteAllText(Path.Combine(folder, name + ".json"), Write(state) + "\n");
    }

    private static string Write(InstanceState state) =>
        new JsonObject
        {
            ["id"] = state.Row.Start.Id,
            ["name"] = state.Row.Start.Name,
            ["input"] = state.Row.Start.Input,
            ["events"] = new JsonArray([
                .. state.History.Select(e => new JsonObject
                {
                    [e.GetType().Name] = JsonSerializer.SerializeToNode(e, e.GetType()),
                }),
            ]),
        }.ToJsonString(_indented);

    /// <summary>The passes in order: what came before, what was new, and what the orchestrator then asked
    /// for.</summary>
    internal IEnumerable<(
        List<HubEvent> Before,
        List<HubEvent> News,
        List<HubEvent> Asked
    )> Passes()
    {
        var starts = Enumerable
            .Range(0, Events.Count)
            .Where(i => Events[i] is PassStarted)
            .Append(Events.Count)
            .ToList();
        foreach (var (from, to) in starts.Zip(starts.Skip(1)))
        {
            var pass = Events.Skip(from).Take(to - from).ToList();
            var asked = pass.Where(e =>
                    e is TaskScheduled or TimerCreated or SubScheduled or EventSent
                )
                .ToList();
            yield return (
                Events.Take(from).ToList(),
                pass.Where(e => e is not Ended).Except(asked).ToList(),
                asked
            );
        }
    }
}
