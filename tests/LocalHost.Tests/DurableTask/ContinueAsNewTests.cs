using Microsoft.DurableTask;

namespace KoSales.LocalHost.Tests.DurableTask;

public sealed class ContinueAsNewTests
{
    [Fact]
    public async Task Generations_take_events_that_were_raised_early_in_order()
    {
        await using var rig = await EngineRig.StartAsync(functions =>
            functions.Orchestrator<string>(
                "Loop",
                async (context, input) =>
                {
                    var seen = input ?? string.Empty;
                    seen += await context.WaitForExternalEvent<string>("letter");
                    if (seen.Length == 3)
                        return seen;
                    context.ContinueAsNew(seen);
                    return "ignored";
                }
            )
        );

        var id = await rig.StartAsync("Loop");
        foreach (var letter in "abc")
            await rig.Client.RaiseEventAsync(id, "letter", letter.ToString());

        Assert.Equal("abc", (await rig.EndAsync(id)).ReadOutputAs<string>());
    }

    [Fact]
    public async Task Events_are_dropped_where_that_is_asked_for()
    {
        await using var rig = await EngineRig.StartAsync(functions =>
            functions.Orchestrator<int>(
                "Drop",
                async (context, round) =>
                {
                    if (round == 0)
                    {
                        await context.WaitForExternalEvent<string>("go");
                        context.ContinueAsNew(1, preserveUnprocessedEvents: false);
                        return null;
                    }

                    context.SetCustomStatus("second");
                    return await context.WaitForExternalEvent<string>("x");
                }
            )
        );

        var id = await rig.StartAsync("Drop", 0);
        await rig.Client.RaiseEventAsync(id, "x", "old");
        await rig.Client.RaiseEventAsync(id, "go");
        await rig.UntilAsync(id, instance => instance.SerializedCustomStatus == "\"second\"");
        await rig.Client.RaiseEventAsync(id, "x", "new");

        Assert.Equal("new", (await rig.EndAsync(id)).ReadOutputAs<string>());
    }

    [Fact]
    public async Task A_new_generation_has_no_custom_status_a_short_history_and_its_own_input_and_version()
    {
        await using var rig = await EngineRig.StartAsync(functions =>
            functions
                .Activity<int>("Echo", n => n)
                .Orchestrator<int>(
                    "Next",
                    async (context, round) =>
                    {
                        if (round == 0)
                            context.SetCustomStatus("first");
                        await context.CallActivityAsync<int>("Echo", round);
                        if (round < 50)
                        {
                            context.ContinueAsNew(
                                new ContinueAsNewOptions
                                {
                                    NewInput = round + 1,
                                    NewVersion = "2.0",
                                }
                            );
                            return null;
                        }

                        return context.Version + context.CompareVersionTo("1.10");
                    }
                )
        );

        var ended = await rig.RunAsync("Next", 0);

        Assert.Equal("2.01", ended.ReadOutputAs<string>());
        Assert.Null(ended.SerializedCustomStatus);
        Assert.Equal("50", ended.SerializedInput);
        Assert.True(HubFile.Count(rig.HubPath, "history") <= 2);
    }
}
