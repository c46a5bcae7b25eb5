using System.Text;
using Microsoft.DurableTask.Client;
using static KoSales.Tests.Compatibility.RecordedEventType;

namespace KoSales.Tests.Compatibility;

/// <summary>
/// Reads what 0.1.0 stores of a history in the task hub's file: a kind byte, then the fields
/// (variable-length numbers, UTF-8 text after its
/// length plus one). Written down here once more, so that the tests notice when the form of the file changes.
/// </summary>
internal ref struct StoredEvents(ReadOnlySpan<byte> data, DateTime now)
{
    private readonly ReadOnlySpan<byte> _data = data;
    private int _at;

    public readonly bool AtEnd => _at == _data.Length;

    /// <summary>UTC; the time of the pass that was last begun.</summary>
    public DateTime Now { get; private set; } = now;

    public RecordedEvent Next()
    {
        var kind = Byte();
        if (kind == 1)
            Now = Time();
        return kind switch
        {
            1 => New(OrchestratorStarted),
            2 => New(ExecutionStarted),
            3 => New(TaskCompleted) with { TaskId = Number(), Result = Text() },
            4 => New(TaskFailed) with { TaskId = Number(), Failure = Failure() },
            5 => New(SubOrchestrationInstanceCompleted) with { TaskId = Number(), Result = Text() },
            6 => New(SubOrchestrationInstanceFailed) with
            {
                TaskId = Number(),
                Failure = Failure(),
            },
            7 => New(TimerFired) with { TaskId = Number() },
            8 => New(EventRaised) with { Name = Text(), Input = Text() },
            9 => New(ExecutionSuspended) with { Input = Text() },
            10 => New(ExecutionResumed) with { Input = Text() },
            11 => New(ExecutionTerminated) with { Input = Text() },
            12 => New(TaskScheduled) with { Id = Number(), Name = Text() },
            13 => New(TimerCreated) with { Id = Number(), FireAt = Time() },
            14 => New(SubOrchestrationInstanceCreated) with
            {
                Id = Number(),
                Name = Text(),
                InstanceId = Text(),
            },
            15 => New(EventSent) with { Id = Number(), InstanceId = Text(), Name = Text() },
            16 => New(ExecutionCompleted) with
            {
                Status = ((OrchestrationRuntimeStatus)Number()).ToString(),
            },
            _ => throw new InvalidDataException($"An event of the unknown kind {kind}."),
        };
    }

    private readonly RecordedEvent New(RecordedEventType type) => new(type, Now);

    private RecordedFailure Failure()
    {
        var isFinal = Byte() == 1;
        return Details(isFinal);
    }

    private RecordedFailure Details(bool isFinal)
    {
        var type = Text()!;
        var message = Text()!;
        _ = Text();
        var inner = Byte() == 1 ? Details(isFinal: false) : null;
        return new RecordedFailure(type, message, isFinal, inner);
    }

    private DateTime Time() => new((long)Unsigned(), DateTimeKind.Utc);

    private int Number() => (int)Unsigned();

    private string? Text()
    {
        var length = (int)Unsigned() - 1;
        if (length < 0)
            return null;
        var text = Encoding.UTF8.GetString(_data.Slice(_at, length));
        _at += length;
        return text;
    }

    private ulong Unsigned()
    {
        ulong value = 0;
        for (var shift = 0; ; shift += 7)
        {
            var part = Byte();
            value |= (ulong)(part & 0x7F) << shift;
            if (part < 0x80)
                return value;
        }
    }

    private byte Byte() => _data[_at++];
}
