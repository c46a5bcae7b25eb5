using System.Net;
using KoSales.Tests.Documents;
using KoSales.Tests.EndToEnd;
using KoSales.Tests.Quotations;

namespace KoSales.Tests.Invariants;

/// <summary>What people do about records: tasks, calls, notes, quotations, orders, documents.</summary>
internal sealed partial class RandomWorld
{
    public async Task<Reply> AddTaskAsync(Random random)
    {
        var (type, noun) = Entity(random);
        return await AddAsync(
            "tasks",
            new
            {
                title = "Call back",
                type = "call",
                entity_ref = new { type, id = Any(noun, random) },
                owner_id = random.Next(2) == 0 ? Any("agents", random) : null,
                target_minutes = 30,
            }
        );
    }

    public async Task<Reply> WorkTaskAsync(Random random)
    {
        var page = await _admin.GetAsync("tasks?status=pending,in_progress,on_hold&limit=20");
        var tasks = page.Body.GetProperty("data");
        if (tasks.GetArrayLength() == 0)
            return page;
        var id = tasks[random.Next(tasks.GetArrayLength())].GetProperty("id").GetString();
        return random.Next(7) switch
        {
            0 => await _admin.PostAsync($"tasks/{id}/start", null),
            1 => await _admin.PostAsync($"tasks/{id}/hold", new { reason = "by chance" }),
            2 => await _admin.PostAsync($"tasks/{id}/resume", null),
            3 => await _admin.PostAsync($"tasks/{id}/skip", new { reason = "by chance" }),
            4 => await _admin.PostAsync(
                $"tasks/{id}/reassign",
                new { agent_id = Any("agents", random) }
            ),
            5 => await _admin.PostAsync($"tasks/{id}/complete", new { outcome = "connected" }),
            _ => await _admin.PostAsync($"tasks/{id}/complete", new { }),
        };
    }

    public Task<Reply> CallAsync(Random random)
    {
        var (type, noun) = Entity(random);
        var now = DateTimeOffset.UtcNow;
        return _admin.PostAsync(
            "calls",
            new
            {
                entity_ref = new { type, id = Any(noun, random) },
                direction = "outbound",
                started_at = now.AddMinutes(-3),
                answered_at = now.AddMinutes(-2),
                ended_at = now.AddMinutes(-1),
                disposition = random.Next(2) == 0 ? "connected" : "no_answer",
            }
        );
    }

    public Task<Reply> NoteAsync(Random random)
    {
        var (type, noun) = Entity(random);
        return _admin.PostAsync(
            "notes",
            new { entity_ref = new { type, id = Any(noun, random) }, body = "By chance." }
        );
    }

    public Task<Reply> QuoteAsync(Random random) =>
        _admin.PutAsync(
            $"deals/{Any("deals", random)}/quotation",
            QuotationCalls.Body(QuotationCalls.Item(discount: $"{random.Next(5)}"))
        );

    public async Task<Reply> DecideQuoteAsync(Random random)
    {
        var deal = Any("deals", random);
        var seen = await _admin.GetAsync($"deals/{deal}/quotation");
        if (seen.Status != HttpStatusCode.OK)
            return seen;
        return random.Next(5) switch
        {
            0 or 1 => await _admin.SendQuoteAsync(deal),
            2 => KeepNamed(
                await _admin.DecideAsync(deal, "accept", seen),
                "draft_order_id",
                "draft-orders"
            ),
            3 => await _admin.DecideAsync(deal, "reject", seen),
            _ => await _admin.PostAsync($"deals/{deal}/quotation/withdraw", new { }),
        };
    }

    public async Task<Reply> OrderAsync(Random random)
    {
        var page = await _admin.GetAsync("draft-orders?limit=20");
        var orders = page.Body.GetProperty("data");
        if (orders.GetArrayLength() == 0)
            return page;
        var id = orders[random.Next(orders.GetArrayLength())].GetProperty("id").GetString();
        return await _admin.PostAsync(
            $"draft-orders/{id}/{(random.Next(2) == 0 ? "submit" : "cancel")}",
            new { reason = "by chance" }
        );
    }

    /// <summary>Registered by one, uploaded, verified by another.</summary>
    public async Task<Reply> DocumentAsync(Random random)
    {
        var noun = RandomCalls.Person(random);
        var record = await _manager.GetAsync($"{noun}/{Any(noun, random)}");
        if (Told(record, "pii_id") is not { } pii)
            return record;
        var document = await _manager.PostAsync($"piis/{pii}/documents", DocumentCalls.Licence());
        if (document.Status != HttpStatusCode.Created)
            return document;
        await _manager.UploadAsync(document, DocumentCalls.Pdf);
        var uploaded = await _manager.UploadedAsync(document);
        return uploaded.Status == HttpStatusCode.OK
            ? await _admin.ReviewAsync(document, random.Next(4) == 0 ? "reject" : "verify", "seen")
            : uploaded;
    }

    public Task<Reply> PinAsync(Random random) =>
        _admin.PostAsync(
            $"cohorts/{Any("cohorts", random)}/{(random.Next(3) == 0 ? "unpin" : "pin")}",
            new { ids = new[] { Any("leads", random) } }
        );

    public async Task<Reply> EraseAsync(Random random)
    {
        var noun = RandomCalls.Person(random);
        var record = await _manager.GetAsync($"{noun}/{Any(noun, random)}");
        return Told(record, "pii_id") is { } pii
            ? await _admin.PostAsync($"piis/{pii}/erase", new { reason = "asked for it" })
            : record;
    }

    public async Task<Reply> ConsentAsync(Random random)
    {
        var noun = RandomCalls.Person(random);
        var record = await _manager.GetAsync($"{noun}/{Any(noun, random)}");
        return Told(record, "pii_id") is { } pii
            ? await _admin.PostAsync(
                $"piis/{pii}/consents",
                new
                {
                    purpose = "marketing",
                    channel = "call",
                    given = random.Next(2) == 0,
                    source = "call",
                }
            )
            : record;
    }

    public Task<Reply> ClaimAsync(Random random) => _manager.PostAsync("leads/claim-next", null);

    public Task<Reply> SignalAsync(Random random) =>
        _admin.PostAsync(
            "signals",
            new
            {
                kind = random.Next(2) == 0 ? "missed_call" : "web_form",
                name = "Ramesh Patel",
                phone = RandomCalls.Phone(random),
            }
        );
}
