using System.Threading.Channels;
using KoSales.LocalHost.DurableTask.History;

namespace KoSales.LocalHost.DurableTask.Dispatch;

/// <summary>
/// An instance's messages in memory while there are any. Fields are guarded by <see cref="Mailboxes"/>.
/// </summary>
internal sealed class Mailbox(string id, long term)
{
    internal string Id { get; } = id;

    /// <summary>The lease under which the messages were read.</summary>
    internal long Term { get; } = term;

    internal List<HubMessage> Messages { get; set; } = [];

    /// <summary>Queued for a pass, or in one.</summary>
    internal bool IsBusy { get; set; }

    /// <summary>How many of the messages the last pass left where they are.</summary>
    internal int Held { get; set; }
}

/// <summary>
/// The inboxes of all instances that have messages. An instance is in <see cref="Ready"/> at most once, so
/// it has one
/// pass at a time; what arrives meanwhile waits for the next. Instances without messages take no memory here.
/// Thread-safe.
/// </summary>
internal sealed class Mailboxes
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Mailbox> _byId = new(StringComparer.Ordinal);
    private readonly Channel<Mailbox> _ready = Channel.CreateUnbounded<Mailbox>();
    private long _term;

    internal ChannelReader<Mailbox> Ready => _ready.Reader;

    /// <summary>Forgets everything: the lease is gone, or has just been taken.</summary>
    internal void Reset(long term)
    {
        lock (_gate)
        {
            _byId.Clear();
            _term = term;
        }
    }

    internal void Deliver(List<HubMessage> messages, bool mayRepeat)
    {
        if (messages.Count == 0)
            return;
        lock (_gate)
        {
            if (_term == 0)
                return;
            foreach (var message in messages)
                Deliver(message, mayRepeat);
        }
    }

    /// <summary>The messages so far, in order; null when the box is of an older lease.</summary>
    internal List<HubMessage>? Open(Mailbox box)
    {
        lock (_gate)
            return box.Term == _term ? [.. box.Messages] : null;
    }

    /// <summary>Ends a pass: what it took is gone, and what came in meanwhile asks for another one.</summary>
    internal void Close(Mailbox box, IReadOnlyList<HubMessage> consumed)
    {
        lock (_gate)
        {
            if (box.Term != _term)
                return;
            Remove(box.Messages, consumed, box.Held);
            box.IsBusy = false;
            if (box.Messages.Count == 0)
                _byId.Remove(box.Id);
            else if (box.Messages.Count > box.Held)
                Queue(box);
        }
    }

    /// <summary>Asks for the same pass again.</summary>
    internal void Retry(Mailbox box)
    {
        lock (_gate)
        {
            if (box.Term == _term)
                Queue(box);
        }
    }

    internal void Complete() => _ready.Writer.TryComplete();

    private static void Remove(List<HubMessage> from, IReadOnlyList<HubMessage> consumed, int held)
    {
        if (held == 0)
        {
            from.RemoveRange(0, consumed.Count);
            return;
        }

        var gone = consumed.Select(message => message.Seq).ToHashSet();
        from.RemoveAll(message => gone.Contains(message.Seq));
    }

    private void Deliver(HubMessage message, bool mayRepeat)
    {
        if (!_byId.TryGetValue(message.InstanceId, out var box))
            _byId[message.InstanceId] = box = new Mailbox(message.InstanceId, _term);
        if (mayRepeat && box.Messages.Exists(known => known.Seq == message.Seq))
            return;
        box.Messages.Add(message);
        if (!box.IsBusy)
            Queue(box);
    }

    private void Queue(Mailbox box)
    {
        box.IsBusy = true;
        _ready.Writer.TryWrite(box);
    }
}
