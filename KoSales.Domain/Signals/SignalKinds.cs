using System.Collections.Frozen;
using KoSales.Domain.Leads;

namespace KoSales.Domain.Signals;

/// <summary>What follows from the kind of a signal.</summary>
public static class SignalKinds
{
    private static readonly FrozenSet<SignalKind> Enquiries = FrozenSet.Create(
        SignalKind.WebForm,
        SignalKind.MissedCall,
        SignalKind.WhatsappMessage,
        SignalKind.AdLead,
        SignalKind.IndiamartEnquiry
    );

    /// <summary>The person wants to hear from us: whoever is not known becomes a lead.</summary>
    public static bool IsContactable(this SignalKind kind) => Enquiries.Contains(kind);

    /// <summary>Whoever has the record gets a task to call, unless the person may not be called.</summary>
    public static bool AsksForCall(this SignalKind kind) =>
        kind.IsContactable() || kind == SignalKind.CartAbandoned;

    /// <summary>Of an enquiry that came by this channel.</summary>
    public static SignalKind Of(SourceChannel channel) =>
        channel switch
        {
            SourceChannel.Website => SignalKind.WebForm,
            SourceChannel.Whatsapp => SignalKind.WhatsappMessage,
            SourceChannel.Facebook or SourceChannel.Google => SignalKind.AdLead,
            SourceChannel.Indiamart => SignalKind.IndiamartEnquiry,
            SourceChannel.Call
            or SourceChannel.Referral
            or SourceChannel.Event
            or SourceChannel.Import
            or SourceChannel.Manual
            or SourceChannel.Other => SignalKind.Custom,
        };

    /// <summary>The channel of a lead that comes of it unless it is said otherwise.</summary>
    public static SourceChannel ChannelOf(this SignalKind kind) =>
        kind switch
        {
            SignalKind.WebForm or SignalKind.CartAbandoned or SignalKind.OrderPlaced =>
                SourceChannel.Website,
            SignalKind.MissedCall => SourceChannel.Call,
            SignalKind.WhatsappMessage => SourceChannel.Whatsapp,
            SignalKind.AdLead => SourceChannel.Facebook,
            SignalKind.IndiamartEnquiry => SourceChannel.Indiamart,
            SignalKind.LicenceExpiring or SignalKind.Custom => SourceChannel.Other,
        };
}
