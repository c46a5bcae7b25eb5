using KoSales.Domain.Signals.Sources;
using NodaTime;

namespace KoSales.Tests.Signals;

/// <summary>Payloads as senders make them.</summary>
internal static class SignalSamples
{
    public static readonly Instant Now = Instant.FromUtc(2026, 11, 28, 6, 0);

    /// <summary>The webhook of a page: no answers of the person.</summary>
    public const string MetaPage = """
        {"object": "page", "entry": [{"id": "153125381133", "time": 1795847400, "changes": [
          {"field": "leadgen", "value": {"leadgen_id": "123123123123", "page_id": "123123123", "form_id": "12312312312",
           "adgroup_id": "12312312312", "ad_id": "12312312312", "created_time": 1795842000}}]}]}
        """;

    /// <summary>A lead as the Graph API and bridges have it.</summary>
    public const string MetaLead = """
        {"id": "123123123123", "created_time": "2026-11-28T05:00:00+0000", "form_id": "12312312312", "campaign_name": "kharif-26",
         "platform": "fb", "field_data": [{"name": "full_name", "values": ["Ramesh Patel"]},
         {"name": "phone_number", "values": ["+919876543210"]}, {"name": "email", "values": ["ramesh@example.in"]},
         {"name": "city", "values": ["Sehore"]}]}
        """;

    public const string Indiamart = """
        {"CODE": 200, "STATUS": "SUCCESS", "RESPONSE": {"UNIQUE_QUERY_ID": "2012487827", "QUERY_TYPE": "W",
         "QUERY_TIME": "2026-11-28 10:45:25", "SENDER_NAME": "Suresh Yadav", "SENDER_MOBILE": "+91-9876543210",
         "SENDER_EMAIL": "suresh@example.in", "SENDER_COMPANY": "Yadav Krishi Kendra", "SENDER_CITY": "Indore",
         "SENDER_PINCODE": "452001", "QUERY_PRODUCT_NAME": "Humic Acid", "QUERY_MESSAGE": "Need 50 litres, call 9876543210"}}
        """;

    public const string Whatsapp = """
        {"object": "whatsapp_business_account", "entry": [{"id": "102290129340398", "changes": [{"field": "messages", "value": {
         "messaging_product": "whatsapp", "metadata": {"display_phone_number": "15550783881", "phone_number_id": "106540352242922"},
         "contacts": [{"profile": {"name": "Sita Bai"}, "wa_id": "919876543210"}],
         "messages": [{"from": "919876543210", "id": "wamid.A", "timestamp": "1795842000", "type": "text", "text": {"body": "Price of humic acid?"}},
                      {"from": "919876543210", "id": "wamid.B", "timestamp": "1795842060", "type": "text", "text": {"body": "20 litre"}}]}}]}]}
        """;

    public const string WhatsappReceipt = """
        {"object": "whatsapp_business_account", "entry": [{"id": "1", "changes": [{"field": "messages", "value": {
         "messaging_product": "whatsapp", "statuses": [{"id": "wamid.A", "status": "delivered", "timestamp": "1795842000"}]}}]}]}
        """;

    public static SignalSource Source(SignalPreset preset, SignalMapping? mapping = null)
    {
        var definition = SignalPresets.Of(preset);
        return new SignalSource
        {
            Id = EntityIds.At<SignalSourceId>(1),
            SourceKey = "sample",
            Name = "Sample",
            Preset = preset,
            Scheme = definition.Scheme,
            Kind = definition.Kind,
            Mapping = mapping ?? definition.Mapping,
            ClosedLeads = ClosedLeadPolicy.Usual,
        };
    }
}
