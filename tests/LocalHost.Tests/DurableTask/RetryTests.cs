using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace KoSales.LocalHost.Tests.DurableTask;

public sealed class RetryTests
{
    [Fact]
    public async Task A_failed_activity_surfaces_with_its_name_number_and_cause()
    {
        await using var rig = await EngineRig.StartAsync(functions =>
            functions
                .Activity<int>("Echo", n => n)
                .Activity<int>("Break", _ => throw new FileNotFoundException("no such field"))
                .Orchestrator(
                    "Call",
                    async context =>
                    {
                        await context.CallActivityAsync("Echo", 1);
                        var failure = await Assert.ThrowsAsync<TaskFailedException>(() =>
                            context.CallActivityAsync("Break", 1)
                        );
                        return new object[]
                        {
                            failure.Message,
                            failure.TaskName,
                            failure.TaskId,
                            failure.FailureDetails.ErrorType,
                            failure.FailureDetails.IsCausedBy<FileNotFoundException>(),
                            failure.FailureDetails.IsCausedBy<IOException>(),
                            failure.FailureDetails.IsCausedBy<ArgumentException>(),
                        };
                    }
                )
        );

        var ended = await rig.RunAsync("Call");

        Assert.Equal(
            """["Task \u0027Break\u0027 (#1) failed with an unhandled exception: no such field","Break",1,"System.IO.FileNotFoundException",true,true,false]""",
            ended.SerializedOutput
        );
    }

    [Fact]
    public async Task A_policy_waits_longer_each_time_and_stops_at_its_number_of_attempts()
    {
        var attempts = new List<DateTimeOffset>();
        await using var rig = new EngineRig();
        rig.Functions.Activity<int>(
                "Break",
                _ =>
                {
                    attempts.Add(rig.Time.GetUtcNow());
                    throw new InvalidOperationException("still broken");
                }
            )
            .Orchestrator(
                "Policy",
                async context =>
                {
                    var policy = new RetryPolicy(
                        4,
                        TimeSpan.FromSeconds(10),
                        2.0,
                        TimeSpan.FromSeconds(30)
                    );
                    await context.CallActivityAsync(
                        "Break",
                        null,
                        TaskOptions.FromRetryPolicy(policy)
                    );
                }
            );
        await rig.OpenAsync();

        var ended = await rig.AdvanceUntilEndAsync(
            await rig.StartAsync("Policy"),
            TimeSpan.FromSeconds(1)
        );

        Assert.Equal(OrchestrationRuntimeStatus.Failed, ended.RuntimeStatus);
        Assert.Equal(
            "System.InvalidOperationException",
            ended.FailureDetails!.InnerFailure!.ErrorType
        );
        Assert.Equal(4, attempts.Count);
        Assert.True(attempts[1] - attempts[0] >= TimeSpan.FromSeconds(10));
        Assert.True(attempts[2] - attempts[1] >= TimeSpan.FromSeconds(20));
        Assert.True(attempts[3] - attempts[2] >= TimeSpan.FromSeconds(30));
    }

    [Fact]
    public async Task Attempts_delays_and_the_timer_after_the_last_failure_take_numbers()
    {
        await using var rig = await EngineRig.StartAsync(functions =>
            functions
                .Activity<int>("Break", _ => throw new InvalidOperationException("broken"))
                .Orchestrator(
                    "Ids",
                    async context =>
                    {
                        var options = TaskOptions.FromRetryPolicy(
                            new RetryPolicy(2, TimeSpan.FromSeconds(1))
                        );
                        var retried = await Assert.ThrowsAsync<TaskFailedException>(() =>
                            context.CallActivityAsync("Break", null, options)
                        );
                        var next = await Assert.ThrowsAsync<TaskFailedException>(() =>
                            context.CallActivityAsync("Break")
                        );
                        return $"{retried.TaskId} {next.TaskId}";
                    }
                )
        );

        var ended = await rig.AdvanceUntilEndAsync(
            await rig.StartAsync("Ids"),
            TimeSpan.FromSeconds(1)
        );

        // attempt 0, delay 1, attempt 2, dummy timer 3, next call 4
        Assert.Equal("2 4", ended.ReadOutputAs<string>());
    }

    [Fact]
    public async Task A_filter_that_says_no_ends_the_attempts_at_once()
    {
        await using var rig = await EngineRig.StartAsync(functions =>
            functions
                .Activity<int>("Break", _ => throw new TimeoutException())
                .Orchestrator(
                    "Filter",
                    context =>
                        context.CallActivityAsync(
                            "Break",
                            null,
                            TaskOptions.FromRetryPolicy(
                                new RetryPolicy(5, TimeSpan.FromSeconds(1))
                                {
                                    HandleFailure = failure =>
                                        !failure.IsCausedBy<TimeoutException>(),
                                }
                            )
                        )
                )
        );

        Assert.Equal(
            OrchestrationRuntimeStatus.Failed,
            (await rig.RunAsync("Filter")).RuntimeStatus
        );
        Assert.Equal(1, rig.Functions.Runs["Break"]);
    }

    [Fact]
    public async Task A_handler_decides_by_the_number_of_failures()
    {
        var asked = new List<int>();
        await using var rig = await EngineRig.StartAsync(functions =>
            functions
                .Activity<int>("Break", _ => throw new TimeoutException())
                .Orchestrator(
                    "Handler",
                    context =>
                        context.CallActivityAsync(
                            "Break",
                            null,
                            TaskOptions.FromRetryHandler(retry =>
                            {
                                if (!retry.OrchestrationContext.IsReplaying)
                                    asked.Add(retry.LastAttemptNumber);
                                return retry.LastAttemptNumber < 3
                                    && retry.LastFailure.IsCausedBy<TimeoutException>();
                            })
                        )
                )
        );

        await rig.RunAsync("Handler");

        Assert.Equal([1, 2, 3], asked);
        Assert.Equal(3, rig.Functions.Runs["Break"]);
    }

    [Fact]
    public async Task An_activity_that_does_not_exist_is_not_tried_again()
    {
        await using var rig = await EngineRig.StartAsync(functions =>
            functions.Orchestrator(
                "Missing",
                context =>
                    context.CallActivityAsync(
                        "Nowhere",
                        null,
                        TaskOptions.FromRetryPolicy(new RetryPolicy(5, TimeSpan.FromHours(1)))
                    )
            )
        );

        var ended = await rig.RunAsync("Missing");

        Assert.Equal("ActivityTaskNotFound", ended.FailureDetails!.InnerFailure!.ErrorType);
    }

    [Fact]
    public async Task Options_given_as_the_input_are_refused()
    {
        await using var rig = await EngineRig.StartAsync(functions =>
            functions.Orchestrator(
                "Mistake",
                async context =>
                    await context.CallActivityAsync<int>("Echo", input: new TaskOptions())
            )
        );

        Assert.True(
            (await rig.RunAsync("Mistake")).FailureDetails!.IsCausedBy<ArgumentException>()
        );
    }

    [Theory]
    [InlineData(0, 1, 1.0, 1)]
    [InlineData(1, 0, 1.0, 1)]
    [InlineData(1, 1, 0.5, 1)]
    [InlineData(1, 2, 1.0, 1)]
    public void A_policy_without_sense_cannot_be_made(
        int attempts,
        int firstSeconds,
        double coefficient,
        int maxSeconds
    ) =>
        Assert.Throws<ArgumentOutOfRangeException>(() =>
            new RetryPolicy(
                attempts,
                TimeSpan.FromSeconds(firstSeconds),
                coefficient,
                TimeSpan.FromSeconds(maxSeconds)
            )
        );
}
