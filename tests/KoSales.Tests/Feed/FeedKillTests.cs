using System.Collections.Concurrent;
using System.Net;
using System.Text.Json;
using KoSales.Tests.EndToEnd;
using KoSales.Tests.Leads;

namespace KoSales.Tests.Feed;

/// <summary>Whoever reads the feed over kills and reconnects gets each change once.</summary>
public sealed class FeedKillTests
{
    private const int Changes = 5_000;
    private const int Leads = 40;
    private const int Kills = 3;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    // Trace ids of changes that were answered, by lead, in the order in which they were made.
    private readonly Dictionary<string, List<string>> _answered = [];
    private readonly ConcurrentQueue<JsonElement> _read = new();
    private readonly CancellationTokenSource _enough = new(TimeSpan.FromMinutes(8));
    private AppProcess _app = null!;
    private volatile string _token = "";
    private int _made;
    private int _connections;

    [Fact]
    public async Task Nothing_is_lost_and_nothing_comes_twice_over_kills_and_reconnects()
    {
        await using var app = await AppProcess.StartAsync(
            new Dictionary<string, string>(AppFixture.Settings())
            {
                ["KoSales__Rate__Enabled"] = "false",
                ["KoSales__Feed__StreamFor"] = "00:00:03",
            }
        );
        _app = app;
        var client = await LoginAsync();
        for (var i = 0; i < Leads; i++)
            _answered[(await client.PostAsync("leads", LeadApi.Body())).Id] = [];
        var start = Text(
            (await client.GetAsync("events?after=now")).Expect(HttpStatusCode.OK).Body,
            "next_cursor"
        );
        var reading = ReadAsync(start);

        var next = Kills > 0 ? Changes / (Kills + 1) : Changes;
        for (var kill = 0; kill < Kills; kill++)
        {
            using var stop = new CancellationTokenSource();
            var changing = ChangeAllAsync(stop.Token);
            while (Volatile.Read(ref _made) < next && !changing.IsCompleted)
                await Task.Delay(5, _enough.Token);
            await app.KillAsync();
            await stop.CancelAsync();
            await changing;
            await app.StartAgainAsync();
            await LoginAsync();
            next = Math.Min(Changes, next + (Changes / (Kills + 1)));
        }

        await ChangeAllAsync(CancellationToken.None);
        await UntilReadAsync();
        await _enough.CancelAsync();
        await reading;
        AssertOnce();
        Assert.True(_connections > Kills, $"{_connections} connections are too few to tell");
    }

    /// <summary>Each answered change is there once, and each lead's in their order. Those that were killed
    /// before their answer are there once or not at all.</summary>
    private void AssertOnce()
    {
        var read = _read.ToArray();
        Assert.Equal(read.Length, read.Select(e => Text(e, "id")).Distinct().Count());
        var changes = read.Where(IsChange).ToLookup(EntityOf, e => Text(e, "causation"));
        foreach (var (lead, answered) in _answered)
        {
            string[] told = [.. changes[lead]];
            Assert.Equal(told.Length, told.Distinct().Count());
            Assert.Equal(answered, told.Where(answered.ToHashSet().Contains));
        }

        foreach (var ofLead in read.GroupBy(EntityOf))
            Assert.Equal(
                ofLead.Select(e => Text(e, "id")).Order(StringComparer.Ordinal),
                ofLead.Select(e => Text(e, "id"))
            );
    }

    private async Task UntilReadAsync()
    {
        using var deadline = new CancellationTokenSource(Patience);
        var wanted = _answered.Values.SelectMany(t => t).ToHashSet();
        while (_read.Count(e => wanted.Contains(Text(e, "causation"))) < wanted.Count)
            await Task.Delay(200, deadline.Token);
    }

    /// <summary>One client for each lead, so that its changes have an order; at random, edits and
    /// hand-overs.</summary>
    private Task ChangeAllAsync(CancellationToken stop) =>
        Parallel.ForEachAsync(
            _answered.Keys,
            new ParallelOptions { MaxDegreeOfParallelism = 16 },
            async (lead, _) =>
            {
                while (!stop.IsCancellationRequested && _made < Changes)
                {
                    if (!await TryAsync(lead))
                        return;
                }
            }
        );

    private async Task<bool> TryAsync(string lead)
    {
        var trace = Guid.NewGuid().ToString("N");
        try
        {
            var client = new AppClient(_app.Address, _token);
            var read = await client.GetAsync($"leads/{lead}");
            if (read.Status != HttpStatusCode.OK)
                return false;
            var changed = await client.SendAsync(
                HttpMethod.Patch,
                $"leads/{lead}",
                Patch(),
                ("If-Match", read.ETag),
                ("traceparent", $"00-{trace}-00f067aa0ba902b7-01")
            );
            if (changed.Status != HttpStatusCode.OK)
                return changed.Status == HttpStatusCode.PreconditionFailed;
            _answered[lead].Add(trace);
            Interlocked.Increment(ref _made);
            return true;
        }
        catch (HttpRequestException)
        {
            // Killed under it.
            return false;
        }
    }

    private static StringContent Patch()
    {
        var tag = Guid.NewGuid().ToString("N")[..12];
        return new StringContent(
            $$"""{"tags": ["{{tag}}"]}""",
            System.Text.Encoding.UTF8,
            "application/merge-patch+json"
        );
    }

    /// <summary>Reads on after whatever ends a connection: the stream's time, a kill, or the reader's own
    /// whim.</summary>
    private async Task ReadAsync(string from)
    {
        var last = from;
        while (!_enough.IsCancellationRequested)
        {
            try
            {
                using var stream = await FeedClient.OpenAsync(_app.Address, _token, last);
                _connections++;
                var left = Random.Shared.Next(1, 600);
                while (left-- > 0 && await stream.NextAsync(_enough.Token) is { } next)
                {
                    last = stream.LastEventId!;
                    _read.Enqueue(next);
                }

                last = stream.LastEventId!;
            }
            catch (OperationCanceledException)
            {
                return;
            }
            catch (Exception exception) when (exception is HttpRequestException or IOException)
            {
                await Task.Delay(50);
            }
        }
    }

    private async Task<AppClient> LoginAsync()
    {
        var client = await new AppClient(_app.Address).LoginAsync(
            AppFixture.AdminEmail,
            AppFixture.AdminPassword
        );
        _token = client.Token!;
        return client;
    }

    private static bool IsChange(JsonElement happened) =>
        Text(happened, "type") == "lead.updated"
        && happened.GetProperty("changed").EnumerateArray().Any(c => c.GetString() == "tags");

    private static string EntityOf(JsonElement happened) =>
        happened.GetProperty("entity").GetProperty("id").GetString()!;

    private static string Text(JsonElement json, string member) =>
        json.GetProperty(member).GetString()!;
}
