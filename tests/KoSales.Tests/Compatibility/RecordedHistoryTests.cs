using System.Reflection;
using System.Text.RegularExpressions;
using KoSales.Functions.Flows.Stages;
using Microsoft.Azure.Functions.Worker;

namespace KoSales.Tests.Compatibility;

/// <summary>That the recorded histories are whole, so that a replay of them proves something.</summary>
public sealed partial class RecordedHistoryTests
{
    public static TheoryData<string> Names => [.. RecordedHistory.Names];

    [Fact]
    public void Every_orchestrator_has_a_recorded_history()
    {
        var orchestrators = typeof(StageFlow)
            .Assembly.GetTypes()
            .SelectMany(type =>
                type.GetMethods(
                    BindingFlags.Public
                        | BindingFlags.Static
                        | BindingFlags.Instance
                        | BindingFlags.DeclaredOnly
                )
            )
            .Where(method =>
                method.GetParameters().Any(p => p.IsDefined(typeof(OrchestrationTriggerAttribute)))
            )
            .Select(method => method.GetCustomAttribute<FunctionAttribute>()!.Name);

        var recorded = RecordedHistory
            .Names.Select(name => RecordedHistory.Load(name).Start.Name!)
            .Distinct();
        Assert.Equal(orchestrators.Order(), recorded.Order());
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Each_answer_belongs_to_something_that_was_asked_for_before(string name)
    {
        var asked = new Dictionary<int, RecordedEvent>();
        foreach (var pass in RecordedHistory.Load(name).Passes())
        {
            Assert.Equal(RecordedEventType.OrchestratorStarted, pass.News[0].Type);
            foreach (var answer in pass.News.Where(e => e.TaskId is not null))
            {
                Assert.True(
                    asked.Remove(answer.TaskId!.Value, out var question),
                    $"{answer} answers nothing"
                );
                Assert.Equal(question.Type, QuestionOf(answer.Type));
            }

            foreach (var question in pass.Asked)
                asked.Add(question.Id!.Value, question);
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Each_is_named_for_its_orchestrator_and_says_what_came_of_it(string name)
    {
        var history = RecordedHistory.Load(name);
        Assert.StartsWith(history.Start.Name + "-", name, StringComparison.Ordinal);
        Assert.Equal(
            history.Outcome.Status == "ContinuedAsNew",
            history.Outcome.NextInput is not null
        );
        Assert.Equal(
            history.Outcome.Status is "Completed" or "Failed",
            history.Events[^1].Type == RecordedEventType.ExecutionCompleted
        );
        Assert.Equal(history.Events.OrderBy(e => e.Timestamp), history.Events);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void None_holds_anything_personal(string name)
    {
        var history = RecordedHistory.Load(name);
        var payloads = history
            .Events.SelectMany(e => new[] { e.Input, e.Result, e.Failure?.Message })
            .OfType<string>();
        Assert.All(payloads, payload => Assert.DoesNotMatch(Personal(), payload));
    }

    /// <summary>A mail address, or a number as long as a phone's that is no part of a time or an id.</summary>
    [GeneratedRegex(@"@|(?<![\w.-])\+?\d{10,}(?![\w.-])")]
    private static partial Regex Personal();

    private static RecordedEventType QuestionOf(RecordedEventType answer) =>
        answer switch
        {
            RecordedEventType.TaskCompleted or RecordedEventType.TaskFailed =>
                RecordedEventType.TaskScheduled,
            RecordedEventType.TimerFired => RecordedEventType.TimerCreated,
            _ => RecordedEventType.SubOrchestrationInstanceCreated,
        };
}
