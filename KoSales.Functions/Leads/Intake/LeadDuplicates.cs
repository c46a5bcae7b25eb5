using KoSales.Domain.Leads;
using KoSales.Domain.Signals;
using KoSales.Functions.Entities;
using KoSales.Functions.Entities.Changing;

namespace KoSales.Functions.Leads.Intake;

/// <summary>Finds the lead that a unique index says is in the way, and says to whoever meets it what they
/// can do.</summary>
public sealed class LeadDuplicates(
    IDocumentStore store,
    EntitySight sight,
    LeadWhereabouts whereabouts
) : IEntityDuplicates<Lead>
{
    /// <summary>Somebody else has taken in the signal of which the lead was to come.</summary>
    public static readonly Fault SignalTaken = Fault.Conflict(
        "signal.taken",
        "This signal was taken in already."
    );

    /// <summary>The open lead with this phone, or null when it is gone by now.</summary>
    public ValueTask<Lead?> OpenWithPhoneAsync(
        string phoneIndex,
        CancellationToken cancellationToken
    ) =>
        store.FirstAsync(
            LeadStore.Collection,
            Filter.AllOf(
                Filter.Eq("phone_index", phoneIndex),
                Filter.Eq("status", "open"),
                LeadStore.Alive
            ),
            cancellationToken
        );

    /// <summary>The open lead that has this phone since another lead was merged into it; one whose first phone it
    /// is, where there is one. Null for none. Of records without a lead among them it costs nothing.</summary>
    /// <param name="joined">Who has the phone by a merge.</param>
    public async ValueTask<Lead?> JoinedAsync(
        IReadOnlyList<EntityRef> joined,
        string phoneIndex,
        CancellationToken cancellationToken
    )
    {
        string[] ids = [.. joined.Where(r => r.Type == EntityKind.Lead).Select(r => r.Id)];
        if (ids.Length == 0)
            return null;
        if (await OpenWithPhoneAsync(phoneIndex, cancellationToken) is { } own)
            return own;
        return (await store.GetManyAsync(LeadStore.Collection, ids, cancellationToken))
            .Select(LeadStore.Collection.Read)
            .Where(l => l is { DeletedAt: null, Status: LeadStatus.Open })
            .MinBy(l => l.Key, StringComparer.Ordinal);
    }

    /// <summary>The lead that holds this channel's external reference.</summary>
    public ValueTask<Lead?> WithExternalRefAsync(
        SourceChannel channel,
        string externalRef,
        CancellationToken cancellationToken
    ) =>
        store.FirstAsync(
            LeadStore.Collection,
            Filter.AllOf(
                Filter.Eq("source.channel", WireNames<SourceChannel>.Of(channel)),
                Filter.Eq("external_ref", externalRef),
                LeadStore.Alive
            ),
            cancellationToken
        );

    /// <summary>What stands in the way of a commit that a unique index refused; null when it is gone, so
    /// that the caller may try again.</summary>
    public ValueTask<Lead?> InTheWayAsync(
        Lead refused,
        string? index,
        CancellationToken cancellationToken
    ) =>
        index switch
        {
            LeadStore.OpenPhoneIndex => OpenWithPhoneAsync(refused.PhoneIndex!, cancellationToken),
            LeadStore.ExternalRefIndex => WithExternalRefAsync(
                refused.Source.Channel,
                refused.ExternalRef!,
                cancellationToken
            ),
            _ => throw new InvalidOperationException(
                $"no rule of leads goes by the unique index {index}"
            ),
        };

    /// <summary>The fault for it; null when what stood in the way is gone.</summary>
    public async ValueTask<Fault?> FaultOfAsync(
        Lead refused,
        string? index,
        Actor by,
        CancellationToken cancellationToken
    )
    {
        if (index == SignalStore.DedupeIndex)
            return SignalTaken;
        if (index is not (LeadStore.OpenPhoneIndex or LeadStore.ExternalRefIndex))
            return null;
        return await InTheWayAsync(refused, index, cancellationToken) is { } lead
            ? await FaultAsync(lead, index, DuplicateWay.Change, by, cancellationToken)
            : null;
    }

    /// <summary>Names the lead to who sees it. To anybody else it names the owner, where policy allows, and
    /// the ways that are left.</summary>
    public async ValueTask<Fault> FaultAsync(
        Lead inTheWay,
        string? index,
        DuplicateWay way,
        Actor by,
        CancellationToken cancellationToken
    )
    {
        var isPhone = index == LeadStore.OpenPhoneIndex;
        if (await sight.SeesAsync(by, inTheWay, cancellationToken))
            return isPhone ? DuplicatePhone(inTheWay.Id, way) : DuplicateRef(inTheWay.Id);
        var place = await whereabouts.OfAsync(inTheWay, cancellationToken);
        return isPhone ? PhoneElsewhere(place, way) : RefElsewhere(place);
    }

    public static Fault DuplicatePhone(LeadId existing, DuplicateWay way) =>
        Fault.Conflict(
            "lead.duplicate_phone",
            $"The open lead {existing} has this phone; change that one{OrSay(way)}.",
            (Fault.ExistingId, existing.Value)
        );

    public static Fault DuplicateRef(LeadId existing) =>
        Fault.Conflict(
            "lead.duplicate_external_ref",
            $"The lead {existing} has this external_ref in the same source channel.",
            (Fault.ExistingId, existing.Value)
        );

    /// <summary>For a lead that the caller cannot see.</summary>
    public static Fault PhoneElsewhere(LeadPlace place, DuplicateWay way) =>
        Fault.Conflict(
            "lead.duplicate_phone",
            $"An open lead{place.Phrase} has this phone. {PassBy(way)} /leads/handover-requests to ask for it.",
            FactsOf(place)
        );

    /// <summary>For a lead that the caller cannot see.</summary>
    public static Fault RefElsewhere(LeadPlace place) =>
        Fault.Conflict(
            "lead.duplicate_external_ref",
            $"A lead{place.Phrase} has this external_ref in the same source channel; ask there.",
            FactsOf(place)
        );

    private static string OrSay(DuplicateWay way) =>
        way switch
        {
            DuplicateWay.Change => "",
            DuplicateWay.Create => ", or send on_duplicate=merge or on_duplicate=signal",
            DuplicateWay.Import => ", or import with the option on_duplicate as merge or skip",
        };

    private static string PassBy(DuplicateWay way) =>
        way switch
        {
            DuplicateWay.Change => "POST",
            DuplicateWay.Create =>
                "Send on_duplicate=signal to note the enquiry there and tell its owner, or POST",
            DuplicateWay.Import =>
                "Import with the option on_duplicate as skip to pass it by, or POST",
        };

    private static (string Name, Fact Value)[] FactsOf(LeadPlace place)
    {
        List<(string, Fact)> facts = [];
        if (place.OwnerName is { } owner)
            facts.Add(("owner_name", owner));
        if (place.TeamName is { } team)
            facts.Add(("team_name", team));
        return [.. facts];
    }
}

/// <summary>What the call takes in which a duplicate is met, besides leaving it be.</summary>
public enum DuplicateWay
{
    /// <summary>Nothing: changes, batches, signals.</summary>
    Change,

    /// <summary>The parameter <c>on_duplicate</c> of <c>POST /leads</c>.</summary>
    Create,

    /// <summary>The option <c>on_duplicate</c> of an import.</summary>
    Import,
}
