using System.Text.Json;
using KoSales.Domain.Calls;
using KoSales.Domain.Deals;
using KoSales.Domain.Leads;
using KoSales.Domain.Pipelines.Moves;
using KoSales.Functions.Api.Patching;
using KoSales.Functions.Calls;
using KoSales.Functions.Deals;
using KoSales.Functions.Entities.Changing;
using KoSales.Functions.Entities.Making;
using KoSales.Functions.Pipelines.Moves;
using KoSales.Functions.Related;
using NodaTime;

namespace KoSales.Tests.Cohorts;

/// <summary>What people do to the deals and calls of leads, at random; what is refused was no edit.</summary>
internal sealed class RelatedEdits(CohortRig rig, Random random)
{
    private static readonly CallDisposition[] Dispositions =
    [
        CallDisposition.Connected,
        CallDisposition.NoAnswer,
        CallDisposition.Busy,
    ];

    private static readonly JsonSerializerOptions Wire = DocumentJson.NewOptions();

    private readonly List<string> _deals = [];
    private readonly List<string> _calls = [];

    /// <summary>One edit of a deal: made for the lead, or whatever deal it is given to it, changed, ended,
    /// deleted, restored.</summary>
    public Task DealAsync(LeadId lead)
    {
        var deal = _deals.Count == 0 ? null : Any(_deals);
        return (deal is null ? 0 : random.Next(12)) switch
        {
            <= 2 => CreateDealAsync(lead),
            <= 4 => EditDealAsync(deal!, $$"""{"lead_id": "{{lead.Value}}"}"""),
            5 => EditDealAsync(deal!, $$"""{"amount": {{AmountJson()}} }"""),
            <= 9 => MoveDealAsync(deal!),
            10 => Desk.DeleteAsync(new EntityCall<Deal>(deal!, rig.Now), default),
            _ => Desk.RestoreAsync(new EntityCall<Deal>(deal!, rig.Now), default),
        };
    }

    /// <summary>One edit of a call: written down for the lead, changed, deleted, restored.</summary>
    public Task CallAsync(LeadId lead)
    {
        var call = _calls.Count == 0 ? null : Any(_calls);
        return (call is null ? 0 : random.Next(6)) switch
        {
            <= 2 => LogCallAsync(lead),
            3 => EditCallAsync(call!),
            4 => rig.Get<CallDesk>().DeleteAsync(call!, null, rig.Now, default),
            _ => rig.Get<CallDesk>().RestoreAsync(call!, rig.Now, default),
        };
    }

    private EntityDesk<Deal> Desk => rig.Get<EntityDesk<Deal>>();

    private async Task CreateDealAsync(LeadId lead)
    {
        var amount = JsonSerializer.Deserialize(AmountJson(), DealContractsJson.Wire.MoneyBody);
        var body = new CreateDeal
        {
            Title = "Kharif order",
            LeadId = lead.Value,
            Amount = random.Next(4) == 0 ? null : amount,
        };
        var made = await rig.Get<EntityIntake<Deal>>()
            .CreateAsync(EntityInputs.Of(DealFields.Table, body), rig.Now, default);
        if (!made.IsRefused)
            _deals.Add(made.Value.Entity.Key);
    }

    private Task EditDealAsync(string deal, string patch)
    {
        var request = new PatchRequest<EditDeal>(
            new PatchRequest(JsonElement.Parse(patch), IfMatch.Parse("*")),
            JsonSerializer.Deserialize(patch, DealContractsJson.Wire.EditDeal)!
        );
        return Desk.EditAsync(
            new EntityCall<Deal>(deal, rig.Now),
            stored => EntityInputs.Of(DealFields.Table, request, stored),
            default
        );
    }

    private async Task MoveDealAsync(string id)
    {
        var deal = await rig.Store.FindAsync(DealStore.Collection, id, default);
        var stages = new[] { "quoted", "negotiation", "won", "lost" };
        await rig.Get<PipelineMover>()
            .MoveAsync(
                deal!.PipelineId!,
                new MoveRequest(Any(stages), "told so", null, Forced: true),
                rig.Now,
                default
            );
    }

    private async Task LogCallAsync(LeadId lead)
    {
        var body = new CreateCall
        {
            EntityRef = new RelatedEntity { Type = EntityKind.Lead, Id = lead.Value },
            Direction = Any([CallDirection.Inbound, CallDirection.Outbound]),
            Status = Any([CallStatus.Completed, CallStatus.Missed]),
            StartedAt = rig.Clock.Now - Duration.FromMinutes(random.Next(60 * 24)),
            Disposition = random.Next(3) == 0 ? null : Any(Dispositions),
        };
        var logged = await rig.Get<CallDesk>().LogAsync(body, rig.Now, default);
        if (!logged.IsRefused)
            _calls.Add(logged.Value.Call.Key);
    }

    private Task EditCallAsync(string call)
    {
        var patch = $$"""{"disposition": "{{WireNames<CallDisposition>.Of(Any(Dispositions))}}"}""";
        var request = new PatchRequest<EditCall>(
            new PatchRequest(JsonElement.Parse(patch), IfMatch.Parse("*")),
            JsonSerializer.Deserialize<EditCall>(patch, Wire)!
        );
        return rig.Get<CallDesk>().EditAsync(call, request, rig.Now, default);
    }

    private string AmountJson() =>
        $$"""{"value": "{{random.Next(1, 5) * 10_000}}.00", "currency": "INR"}""";

    private T Any<T>(IReadOnlyList<T> all) => all[random.Next(all.Count)];
}
