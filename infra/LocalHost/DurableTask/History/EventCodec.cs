using System.Buffers;

namespace KoSales.LocalHost.DurableTask.History;

/// <summary>
/// The stored form of events: a kind byte, then the fields (variable-length numbers, UTF-8 text with its
/// length). The
/// kinds are part of the file format: new ones are added at the end and none is ever given another meaning.
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
        switch (value)
        {
            case PassStarted e:
                writer.Kind(1).Time(e.At);
                break;
            case Started:
                writer.Kind(2);
                break;
            case TaskDone e:
                writer.Kind(3).Number(e.Id).Text(e.Result);
                break;
            case TaskFailed e:
                writer.Kind(4).Number(e.Id).Failure(e.Failure);
                break;
            case SubDone e:
                writer.Kind(5).Number(e.Id).Text(e.Result);
                break;
            case SubFailed e:
                writer.Kind(6).Number(e.Id).Failure(e.Failure);
                break;
            case TimerFired e:
                writer.Kind(7).Number(e.Id);
                break;
            case EventRaised e:
                writer.Kind(8).Text(e.Name).Text(e.Payload);
                break;
            case Suspended e:
                writer.Kind(9).Text(e.Reason);
                break;
            case Resumed e:
                writer.Kind(10).Text(e.Reason);
                break;
            case Terminated e:
                writer.Kind(11).Text(e.Output);
                break;
            case TaskScheduled e:
                writer.Kind(12).Number(e.Id).Text(e.Name);
                break;
            case TimerCreated e:
                writer.Kind(13).Number(e.Id).Time(e.FireAt);
                break;
            case SubScheduled e:
                writer.Kind(14).Number(e.Id).Text(e.Name).Text(e.InstanceId);
                break;
            case EventSent e:
                writer.Kind(15).Number(e.Id).Text(e.InstanceId).Text(e.Name);
                break;
            case Ended e:
                writer.Kind(16).Number(e.Status);
                break;
            default:
                throw new InvalidOperationException($"{value.GetType().Name} has no stored form.");
        }
    }

    private static HubEvent Read(ref FieldReader reader) =>
        reader.Kind() switch
        {
            1 => new PassStarted(reader.Time()),
            2 => new Started(),
            3 => new TaskDone(reader.Number(), reader.Text()),
            4 => new TaskFailed(reader.Number(), reader.Failure()),
            5 => new SubDone(reader.Number(), reader.Text()),
            6 => new SubFailed(reader.Number(), reader.Failure()),
            7 => new TimerFired(reader.Number()),
            8 => new EventRaised(reader.Required(), reader.Text()),
            9 => new Suspended(reader.Text()),
            10 => new Resumed(reader.Text()),
            11 => new Terminated(reader.Text()),
            12 => new TaskScheduled(reader.Number(), reader.Required()),
            13 => new TimerCreated(reader.Number(), reader.Time()),
            14 => new SubScheduled(reader.Number(), reader.Required(), reader.Required()),
            15 => new EventSent(reader.Number(), reader.Required(), reader.Required()),
            16 => new Ended((byte)reader.Number()),
            var kind => throw new InvalidDataException(
                $"History holds an event of the unknown kind {kind}; a newer version wrote it."
            ),
        };
}
