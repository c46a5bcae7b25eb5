using System.Buffers;

namespace KoSales.LocalHost.DurableTask.History;

/// <summary>
/// The stored form of events: a kind byte, then the fields (variable-length numbers, UTF-8 text with its
/// length).
/// The kinds are part of the file format: new ones are added at the end and none is ever given another meaning.
/// </summary>
internal static class EventCodec
{
    internal static byte[] Encode(HubEvent value)
    {
        var writer = new FieldWriter(new ArrayBufferWriter<byte>(64));
        Write(writer, value);
        return writer.ToArray();
    }

    internal static byte[] Encode(IEnumerable<HubEvent> values)
    {
        var writer = new FieldWriter(new ArrayBufferWriter<byte>(256));
        foreach (var value in values)
            Write(writer, value);
        return writer.ToArray();
    }

    internal static void Decode(ReadOnlySpan<byte> data, List<HubEvent> into)
    {
        var reader = new FieldReader(data);
        while (!reader.AtEnd)
            into.Add(Read(ref reader));
    }

    internal static HubEvent DecodeOne(ReadOnlySpan<byte> data)
    {
        var reader = new FieldReader(data);
        return Read(ref reader);
    }

    private static void Write(FieldWriter writer, HubEvent value)
    {
        var written =
            WriteOutcome(writer, value)
            ?? WriteRequest(writer, value)
            ?? WriteCourse(writer, value);
        if (written is null)
            throw new InvalidOperationException($"{value.GetType().Name} has no stored form.");
    }

    /// <summary>What came of what an orchestrator asked for. Null for another event.</summary>
    private static FieldWriter? WriteOutcome(FieldWriter writer, HubEvent value) =>
        value switch
        {
            TaskDone e => writer.Kind(3).Number(e.Id).Text(e.Result),
            TaskFailed e => writer.Kind(4).Number(e.Id).Failure(e.Failure),
            SubDone e => writer.Kind(5).Number(e.Id).Text(e.Result),
            SubFailed e => writer.Kind(6).Number(e.Id).Failure(e.Failure),
            TimerFired e => writer.Kind(7).Number(e.Id),
            EventRaised e => writer.Kind(8).Text(e.Name).Text(e.Payload),
            _ => null,
        };

    /// <summary>What an orchestrator asked for. Null for another event.</summary>
    private static FieldWriter? WriteRequest(FieldWriter writer, HubEvent value) =>
        value switch
        {
            TaskScheduled e => writer.Kind(12).Number(e.Id).Text(e.Name),
            TimerCreated e => writer.Kind(13).Number(e.Id).Time(e.FireAt),
            SubScheduled e => writer.Kind(14).Number(e.Id).Text(e.Name).Text(e.InstanceId),
            EventSent e => writer.Kind(15).Number(e.Id).Text(e.InstanceId).Text(e.Name),
            _ => null,
        };

    /// <summary>How an instance itself goes on. Null for another event.</summary>
    private static FieldWriter? WriteCourse(FieldWriter writer, HubEvent value) =>
        value switch
        {
            PassStarted e => writer.Kind(1).Time(e.At),
            Started => writer.Kind(2),
            Suspended e => writer.Kind(9).Text(e.Reason),
            Resumed e => writer.Kind(10).Text(e.Reason),
            Terminated e => writer.Kind(11).Text(e.Output),
            Ended e => writer.Kind(16).Number(e.Status),
            _ => null,
        };

    private static HubEvent Read(ref FieldReader reader) =>
        reader.Kind() switch
        {
            var kind and >= 3 and <= 8 => ReadOutcome(kind, ref reader),
            var kind and >= 12 and <= 15 => ReadRequest(kind, ref reader),
            var kind => ReadCourse(kind, ref reader),
        };

    private static HubEvent ReadOutcome(int kind, ref FieldReader reader) =>
        kind switch
        {
            3 => new TaskDone(reader.Number(), reader.Text()),
            4 => new TaskFailed(reader.Number(), reader.Failure()),
            5 => new SubDone(reader.Number(), reader.Text()),
            6 => new SubFailed(reader.Number(), reader.Failure()),
            7 => new TimerFired(reader.Number()),
            8 => new EventRaised(reader.Required(), reader.Text()),
            _ => throw Unknown(kind),
        };

    private static HubEvent ReadRequest(int kind, ref FieldReader reader) =>
        kind switch
        {
            12 => new TaskScheduled(reader.Number(), reader.Required()),
            13 => new TimerCreated(reader.Number(), reader.Time()),
            14 => new SubScheduled(reader.Number(), reader.Required(), reader.Required()),
            15 => new EventSent(reader.Number(), reader.Required(), reader.Required()),
            _ => throw Unknown(kind),
        };

    private static HubEvent ReadCourse(int kind, ref FieldReader reader) =>
        kind switch
        {
            1 => new PassStarted(reader.Time()),
            2 => new Started(),
            9 => new Suspended(reader.Text()),
            10 => new Resumed(reader.Text()),
            11 => new Terminated(reader.Text()),
            16 => new Ended((byte)reader.Number()),
            _ => throw Unknown(kind),
        };

    private static InvalidDataException Unknown(int kind) =>
        new($"History holds an event of the unknown kind {kind}; a newer version wrote it.");
}
