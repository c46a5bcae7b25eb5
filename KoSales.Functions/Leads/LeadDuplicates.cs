using KoSales.Domain.Filters;
using KoSales.Domain.Kernel;
using KoSales.Domain.Leads;
using KoSales.Domain.Storage;

namespace KoSales.Functions.Leads;

/// <summary>Finds the lead that a unique index says is in the way.</summary>
public sealed class LeadDuplicates(IDocumentStore store)
{
    /// <summary>The open lead with this phone, or null when it is gone by now.</summary>
    public ValueTask<Lead?> OpenWithPhoneAsync(string phoneIndex, CancellationToken cancellationToken) =>
        store.FirstAsync(LeadStore.Collection, Filter.AllOf(Filter.Eq("phone_index", phoneIndex), Filter.Eq("status", "open"), LeadStore.Alive), cancellationToken);

    /// <summary>The lead that holds this channel's external reference, deleted ones included.</summary>
    public ValueTask<Lead?> WithExternalRefAsync(SourceChannel channel, string externalRef, CancellationToken cancellationToken) =>
        store.FirstAsync(
            LeadStore.Collection,
            Filter.AllOf(Filter.Eq("source.channel", LeadFields.WireName(channel)), Filter.Eq("external_ref", externalRef)),
            cancellationToken);

    /// <summary>The fault for a commit that a unique index refused; null when what stood in the way is gone, so that the caller may try again.</summary>
    public async ValueTask<Fault?> FaultOfAsync(Lead refused, string? index, CancellationToken cancellationToken)
    {
        if (index == LeadStore.OpenPhoneIndex)
            return await OpenWithPhoneAsync(refused.PhoneIndex!, cancellationToken) is { } open ? DuplicatePhone(open.Id) : null;
        if (index == LeadStore.ExternalRefIndex)
            return await WithExternalRefAsync(refused.Source.Channel, refused.ExternalRef!, cancellationToken) is { } same ? DuplicateRef(same.Id) : null;
        throw new InvalidOperationException($"no rule of leads goes by the unique index {index}");
    }

    public static Fault DuplicatePhone(LeadId existing) => Fault.Conflict(
        "lead.duplicate_phone",
        $"The open lead {existing} has this phone; change that one, or send on_duplicate=merge or on_duplicate=signal.",
        ("existing_id", existing.Value));

    public static Fault DuplicateRef(LeadId existing) => Fault.Conflict(
        "lead.duplicate_external_ref", $"The lead {existing} has this external_ref in the same source channel.", ("existing_id", existing.Value));
}
