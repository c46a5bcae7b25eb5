using System.Collections.Concurrent;
using System.Net;
using KoSales.Tests.Auth;
using KoSales.Tests.EndToEnd;
using KoSales.Tests.Quotations;

namespace KoSales.Tests.Invariants;

/// <summary>An app with a few people in it, what was made so far, and the single calls that chance chooses
/// from.</summary>
internal sealed partial class RandomWorld
{
    private static readonly string[] Stages =
    [
        "new",
        "contacted",
        "qualified",
        "proposal",
        "negotiation",
        "prospecting",
        "engaging",
        "converted",
        "active",
        "won",
        "lost",
    ];

    private readonly ConcurrentDictionary<string, ConcurrentBag<string>> _made = new();
    private readonly ConcurrentDictionary<(string Call, HttpStatusCode Status), int> _answers =
        new();
    private readonly ConcurrentBag<string> _broken = [];
    private AppClient _admin = null!;
    private AppClient _manager = null!;

    /// <summary>While it is, calls may go unanswered.</summary>
    public volatile bool IsKilled;

    public int Calls => _answers.Values.Sum();

    /// <summary>Call → how often it did what it asked for.</summary>
    public IReadOnlyDictionary<string, int> Done =>
        _answers
            .GroupBy(a => a.Key.Call)
            .ToDictionary(g => g.Key, g => g.Where(a => (int)a.Key.Status < 300).Sum(a => a.Value));

    /// <summary>Answers that no call deserves.</summary>
    public IReadOnlyCollection<string> Broken => _broken;

    public async Task SettleAsync(AppProcess app)
    {
        _admin = await new AppClient(app.Address).LoginAsync(
            AppFixture.AdminEmail,
            AppFixture.AdminPassword
        );
        var team = await _admin.TeamAsync();
        var manager = await _admin.HireAsync("manager", team);
        _manager = await new AppClient(app.Address).LoginAsync(manager.Email, Crew.Password);
        for (var i = 0; i < 4; i++)
            Keep("agents", (await _admin.HireAsync("agent", team)).Id);
        await AddCohortAsync("lead");
        await AddCohortAsync("contact");
        foreach (var entity in new[] { "lead", "contact", "customer" })
        {
            await AddCohortAsync(entity, "deals.open_inr", "gte", 1_000);
            await AddCohortAsync(entity, "last_call.disposition", "eq", "connected");
            await AddCohortAsync(entity, "licences.next_valid_to", "exists", true);
        }
    }

    /// <summary>After a restart, which may be on another port.</summary>
    public void Follow(AppProcess app)
    {
        _admin = new AppClient(app.Address, _admin.Token);
        _manager = new AppClient(app.Address, _manager.Token);
    }

    public void Count(string call, Reply reply)
    {
        _answers.AddOrUpdate((call, reply.Status), 1, (_, count) => count + 1);
        if ((int)reply.Status >= 500 && reply.Status != HttpStatusCode.ServiceUnavailable)
            _broken.Add($"{(int)reply.Status}: {reply.Text}");
    }

    /// <summary>What the checker finds, once nothing is being written any more.</summary>
    public async Task<string> ViolationsAsync(TimeSpan patience)
    {
        var until = Environment.TickCount64 + (long)patience.TotalMilliseconds;
        while (true)
        {
            var found = await _admin.GetAsync("admin/invariants");
            var text = found.Expect(HttpStatusCode.OK).Text;
            if (text.Length == 0 || Environment.TickCount64 > until)
                return text;
            await Task.Delay(500);
        }
    }

    public Task<Reply> AddLeadAsync(Random random) =>
        AddAsync(
            "leads",
            new
            {
                name = "Ramesh Patel",
                phone = RandomCalls.Phone(random),
                kind = RandomCalls.Kind(random),
                address = new { state_code = "23", village = "Sehore" },
            },
            random.Next(4) switch
            {
                0 => "?on_duplicate=merge",
                1 => "?assign=auto",
                _ => "",
            }
        );

    public Task<Reply> AddContactAsync(Random random) =>
        AddAsync(
            "contacts",
            new
            {
                name = "Suresh Verma",
                phone = RandomCalls.Phone(random),
                kind = RandomCalls.Kind(random),
                customer_id = random.Next(2) == 0 ? Any("customers", random) : null,
            }
        );

    public Task<Reply> AddCustomerAsync(Random random) =>
        AddAsync(
            "customers",
            new
            {
                name = "Patel Krishi Kendra",
                phone = RandomCalls.Phone(random),
                kind = RandomCalls.Kind(random),
            }
        );

    public Task<Reply> AddDealAsync(Random random) =>
        AddAsync(
            "deals",
            new
            {
                title = "Kharif order",
                contact_id = random.Next(2) == 0 ? Any("contacts", random) : null,
                customer_id = random.Next(3) == 0 ? Any("customers", random) : null,
                amount = new { value = $"{random.Next(1, 90_000)}.00", currency = "INR" },
            }
        );

    public async Task<Reply> EditAsync(Random random)
    {
        var noun = random.Next(3) == 0 ? "deals" : RandomCalls.Person(random);
        var path = $"{noun}/{Any(noun, random)}";
        object change = random.Next(3) switch
        {
            0 => new { tags = new[] { "kharif", $"t{random.Next(5)}" } },
            1 when noun != "deals" => new { phone = RandomCalls.Phone(random) },
            1 => new { title = $"Order {random.Next(100)}" },
            _ when noun != "deals" => new { kind = RandomCalls.Kind(random) },
            _ when random.Next(2) == 0 => new { contact_id = Any("contacts", random) },
            _ => new { amount = new { value = "125.50", currency = "INR" } },
        };
        var current = await _manager.GetAsync(path);
        return current.Status == HttpStatusCode.OK
            ? await _manager.PatchAsync(path, change, current.ETag)
            : current;
    }

    public Task<Reply> AssignAsync(Random random)
    {
        var noun = random.Next(3) == 0 ? "deals" : RandomCalls.Person(random);
        return _admin.PostAsync(
            $"{noun}/{Any(noun, random)}/assign",
            new { agent_id = Any("agents", random) }
        );
    }

    public Task<Reply> UndoAssignAsync(Random random)
    {
        var noun = RandomCalls.Person(random);
        return _admin.PostAsync($"{noun}/{Any(noun, random)}/assign/undo", null);
    }

    public async Task<Reply> MoveAsync(Random random)
    {
        var noun = random.Next(2) == 0 ? "leads" : "deals";
        var record = await _manager.GetAsync($"{noun}/{Any(noun, random)}");
        if (Told(record, "pipeline_id") is not { } pipeline)
            return record;
        return await _admin.PostAsync(
            $"pipelines/{pipeline}/transition",
            new
            {
                to = Stages[random.Next(Stages.Length)],
                reason = "by chance",
                forced = random.Next(2) == 0,
                expected_stage = record.Text("stage"),
            }
        );
    }

    public async Task<Reply> ConvertAsync(Random random)
    {
        var converted = await _admin.PostAsync(
            $"leads/{Any("leads", random)}/convert",
            new { deal = random.Next(2) == 0 ? new { title = "Of a lead" } : null }
        );
        KeepNamed(converted, "contact_id", "contacts");
        KeepNamed(converted, "deal_id", "deals");
        return converted;
    }

    public async Task<Reply> MergeAsync(Random random)
    {
        var noun = RandomCalls.Person(random);
        var loser = Any(noun, random);
        var merged = await _admin.PostAsync(
            $"{noun}/{Any(noun, random)}/merge",
            new { loser_id = loser }
        );
        if (merged.Status == HttpStatusCode.OK)
            Keep("merged", $"{noun}/{loser}");
        return merged;
    }

    public Task<Reply> UnmergeAsync(Random random) =>
        _admin.PostAsync($"{Any("merged", random)}/unmerge", null);

    public Task<Reply> DeleteAsync(Random random)
    {
        var noun = random.Next(4) == 0 ? "deals" : RandomCalls.Person(random);
        return _admin.DeleteAsync($"{noun}/{Any(noun, random)}");
    }

    public Task<Reply> RestoreAsync(Random random)
    {
        var noun = random.Next(4) == 0 ? "deals" : RandomCalls.Person(random);
        return _admin.PostAsync($"{noun}/{Any(noun, random)}/restore", null);
    }

    public Task<Reply> EndLeadAsync(Random random) =>
        _admin.PostAsync(
            $"leads/{Any("leads", random)}/{(random.Next(2) == 0 ? "lose" : "junk")}",
            new { reason = "by chance" }
        );

    public Task<Reply> ReopenLeadAsync(Random random) =>
        _admin.PostAsync($"leads/{Any("leads", random)}/reopen", new { reason = "by chance" });

    /// <summary>By what is related to its records.</summary>
    private async Task AddCohortAsync(string entity, string field, string op, object value)
    {
        var rule = new
        {
            field,
            op,
            value,
        };
        var body = new
        {
            name = $"{field} of {entity}s",
            entity,
            rule,
        };
        (await AddAsync("cohorts", body)).Expect(HttpStatusCode.Created);
    }

    private async Task AddCohortAsync(string entity) =>
        (
            await AddAsync(
                "cohorts",
                new
                {
                    name = $"Dealers of {entity}s",
                    entity,
                    rule = new
                    {
                        any = new object[]
                        {
                            new
                            {
                                field = "kind",
                                op = "eq",
                                value = "dealer",
                            },
                            new
                            {
                                field = "tags",
                                op = "contains_any",
                                value = new[] { "t1" },
                            },
                        },
                    },
                }
            )
        ).Expect(HttpStatusCode.Created);

    private async Task<Reply> AddAsync(string noun, object body, string query = "")
    {
        var reply = await _admin.PostAsync(noun + query, body);
        if (reply.Status == HttpStatusCode.Created)
            Keep(noun, reply.Id);
        return reply;
    }

    private void Keep(string noun, string id) => _made.GetOrAdd(noun, _ => []).Add(id);

    private Reply KeepNamed(Reply reply, string member, string noun)
    {
        if (Told(reply, member) is { } id)
            Keep(noun, id);
        return reply;
    }

    /// <summary>Null for what was refused, or leads elsewhere.</summary>
    private static string? Told(Reply reply, string member) =>
        reply.Status == HttpStatusCode.OK ? reply.Text(member) : null;

    /// <summary>One that is there, mostly; one that never was before the first is made.</summary>
    private string Any(string noun, Random random)
    {
        var made = _made.GetOrAdd(noun, _ => []).ToArray();
        return made.Length == 0 ? "none" : made[random.Next(made.Length)];
    }

    private static (string Type, string Noun) Entity(Random random)
    {
        var noun = random.Next(3) == 0 ? "deals" : RandomCalls.Person(random);
        return (noun[..^1], noun);
    }
}
