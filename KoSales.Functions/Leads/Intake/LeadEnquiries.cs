using System.Text.Json;
using System.Text.Json.Serialization;
using KoSales.Domain.Assignment;
using KoSales.Domain.Leads;
using KoSales.Domain.Pii.Names;
using KoSales.Domain.Signals;
using KoSales.Functions.Signals;

namespace KoSales.Functions.Leads.Intake;

/// <summary>Keeps a repeated enquiry that came as a new lead as a signal of the lead that is there.</summary>
public sealed class LeadEnquiries(IdAllocator ids)
{
    /// <summary>Adds the signal to the batch.</summary>
    public async ValueTask<HeardSignal> AddAsync(
        WriteBatch batch,
        Lead lead,
        LeadDraft draft,
        Command command,
        CancellationToken cancellationToken
    )
    {
        var id = await ids.NextAsync<SignalId>(cancellationToken);
        var kind = SignalKinds.Of(draft.Fields.Source.Channel);
        var told = new SignalDraft(SignalOrigins.Leads, kind, id.Value, command.Now)
        {
            Payload = JsonSerializer.SerializeToElement(
                LeadEnquiry.Of(draft),
                LeadEnquiryJson.Stored.LeadEnquiry
            ),
        };
        var signal = SignalDecisions
            .Receive(id, told, lead.TeamId, command)
            .Take(
                new SignalOutcome(
                    SignalStatus.Matched,
                    lead.Ref,
                    new Holder(lead.OwnerId, lead.TeamId)
                ),
                command
            );
        SignalJournal.Add(batch, signal, isNew: true, command);
        return new HeardSignal(
            signal.Key,
            signal.Source,
            WireNames<SignalKind>.Of(kind),
            command.Now
        );
    }
}

/// <summary>What is kept of the enquiry, masked.</summary>
internal sealed record LeadEnquiry(
    string? Name,
    string? Phone,
    string? Email,
    LeadSource Source,
    IReadOnlyList<string> Products
)
{
    public static LeadEnquiry Of(LeadDraft draft) =>
        new(
            draft.Person.FullName is { } name ? DisplayNames.OfPerson(name) : null,
            draft.Person.Phone?.Mask(),
            draft.Person.Email?.Mask(),
            draft.Fields.Source,
            draft.Fields.Products
        );
}

[JsonSerializable(typeof(LeadEnquiry))]
internal sealed partial class LeadEnquiryJson : JsonSerializerContext
{
    public static readonly LeadEnquiryJson Stored = new(DocumentJson.NewOptions());
}
