using KoSales.Domain.Assignment;
using KoSales.Domain.Entities;
using KoSales.Domain.Leads;
using KoSales.Functions.Entities.Changing;
using KoSales.Functions.Entities.Handing;

namespace KoSales.Functions.Leads.Handing;

/// <summary>A lead's own side of being given and tagged: scored, counted for both agents, told
/// of.</summary>
public sealed class LeadChanges(EntityWriter<Lead> writer) : IEntityChanges<Lead>
{
    private static readonly LeadAssignment ByHand = new(AssignmentMode.Manual);

    public Task<Verdict<Lead>> GiveAsync(
        string id,
        Func<CancellationToken, ValueTask<Verdict<Holder>>> choose,
        Func<WriteBatch, Handover, CancellationToken, ValueTask> follow,
        Command command,
        CancellationToken cancellationToken
    )
    {
        return writer.DecideAsync(
            new EntityCall<Lead>(id, command) { ForPlacersOnly = true },
            DecideAsync,
            cancellationToken
        );

        async ValueTask<Verdict<EntityFact<Lead>>> DecideAsync(
            Lead lead,
            WriteBatch batch,
            CancellationToken token
        )
        {
            var to = await choose(token);
            if (to.IsRefused)
                return to.Refusal;
            var decided = lead.Assign(to.Value, ByHand, command);
            if (decided.IsRefused || decided.Value.Changes.Count == 0)
                return decided;
            var from = new Holder(lead.OwnerId, lead.TeamId);
            await follow(batch, new Handover(lead.Key, lead.Version, from, to.Value), token);
            return decided;
        }
    }

    public Task<Verdict<Lead>> TagAsync(
        string id,
        Func<IReadOnlyList<string>, IReadOnlyList<string>> change,
        Command command,
        CancellationToken cancellationToken
    ) =>
        writer.DecideAsync(
            new EntityCall<Lead>(id, command),
            (lead, _, _) =>
            {
                var tagged = lead with { Tags = change(lead.Tags) };
                return new(lead.Edit(tagged, lead.Masks, command));
            },
            cancellationToken
        );

    public Verdict<bool> WouldChange(Lead entity, Holder to, Command command)
    {
        var decided = entity.Assign(to, ByHand, command);
        return decided.IsRefused ? decided.Refusal : decided.Value.Changes.Count > 0;
    }
}
