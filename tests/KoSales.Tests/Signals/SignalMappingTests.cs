using System.Text.Json;
using KoSales.Domain.CustomFields;
using KoSales.Domain.Leads;
using KoSales.Domain.Signals;
using KoSales.Domain.Signals.Sources;
using NodaTime;
using static KoSales.Tests.Signals.SignalSamples;

namespace KoSales.Tests.Signals;

public sealed class SignalMappingTests
{
    public static TheoryData<SignalPreset> Presets => [.. Enum.GetValues<SignalPreset>()];

    [Fact]
    public void A_lead_of_Meta_is_read_from_its_field_data()
    {
        var lead = Assert.Single(Read(SignalPreset.MetaLeadAds, MetaLead));

        Assert.Equal(
            (SignalKind.AdLead, "123123123123", Instant.FromUtc(2026, 11, 28, 5, 0)),
            (lead.Kind, lead.DedupeKey, lead.OccurredAt)
        );
        Assert.Equal(
            ("Ramesh Patel", "+919876543210", "ramesh@example.in", "Sehore"),
            (
                lead.Cells["name"],
                lead.Cells["phone"],
                lead.Cells["email"],
                lead.Cells["address.district"]
            )
        );
        Assert.Equal(
            ("facebook", "kharif-26", "fb", "123123123123"),
            (
                lead.Cells["source.channel"],
                lead.Cells["source.campaign"],
                lead.Cells["source.medium"],
                lead.Cells["external_ref"]
            )
        );
    }

    [Fact]
    public void The_webhook_of_a_page_names_the_lead_and_nobody_to_call()
    {
        var lead = Assert.Single(Read(SignalPreset.MetaLeadAds, MetaPage));

        Assert.Equal("123123123123", lead.DedupeKey);
        Assert.Equal(Instant.FromUnixTimeSeconds(1795842000), lead.OccurredAt);
        Assert.DoesNotContain("phone", lead.Cells.Keys);
    }

    [Fact]
    public void An_enquiry_of_IndiaMART_is_read_with_its_time_in_India()
    {
        var enquiry = Assert.Single(Read(SignalPreset.Indiamart, Indiamart));

        Assert.Equal(
            (SignalKind.IndiamartEnquiry, "2012487827", Instant.FromUtc(2026, 11, 28, 5, 15, 25)),
            (enquiry.Kind, enquiry.DedupeKey, enquiry.OccurredAt)
        );
        Assert.Equal(
            ("+91-9876543210", "Yadav Krishi Kendra", "452001", "Humic Acid", "indiamart"),
            (
                enquiry.Cells["phone"],
                enquiry.Cells["business_name"],
                enquiry.Cells["address.pincode"],
                enquiry.Cells["products"],
                enquiry.Cells["source.channel"]
            )
        );
        Assert.Equal("Need 50 litres, call +91******3210", enquiry.Message);
    }

    [Fact]
    public void Each_message_of_WhatsApp_is_a_signal_and_a_receipt_is_none()
    {
        var messages = Read(SignalPreset.WhatsappMessage, Whatsapp);

        Assert.Equal(["wamid.A", "wamid.B"], messages.Select(m => m.DedupeKey));
        Assert.Equal(["Price of humic acid?", "20 litre"], messages.Select(m => m.Message));
        Assert.All(messages, m => Assert.Equal("Sita Bai", m.Cells["name"]));
        Assert.All(messages, m => Assert.Equal("919876543210", m.Cells["phone"]));
        Assert.Empty(Read(SignalPreset.WhatsappMessage, WhatsappReceipt));
    }

    [Theory]
    [InlineData("""{"CallSid": "x1", "From": "09876543210", "StartTime": "2026-11-28 10:45:25"}""")]
    [InlineData("""{"call_id": "x1", "caller": "09876543210", "started_at": 1795842925}""")]
    public void A_missed_call_is_read_however_telephony_names_it(string payload)
    {
        var call = Assert.Single(Read(SignalPreset.MissedCall, payload));

        Assert.Equal((SignalKind.MissedCall, "x1"), (call.Kind, call.DedupeKey));
        Assert.Equal("09876543210", call.Cells["phone"]);
        Assert.Equal(Instant.FromUtc(2026, 11, 28, 5, 15, 25), call.OccurredAt);
    }

    [Theory]
    [InlineData(
        """{"kind": "cart_abandoned", "external_id": "f-1", "data": {"phone": "9876543210"}}"""
    )]
    [InlineData("""{"kind": "cart_abandoned", "external_id": "f-1", "phone": "9876543210"}""")]
    public void A_form_says_its_kind_with_or_without_data(string payload)
    {
        var form = Assert.Single(Read(SignalPreset.WebForm, payload));

        Assert.Equal((SignalKind.CartAbandoned, "f-1"), (form.Kind, form.DedupeKey));
        Assert.Equal("9876543210", form.Cells["phone"]);
    }

    [Fact]
    public void What_a_payload_does_not_say_is_the_deliverys_and_the_sources()
    {
        var form = Assert.Single(
            Read(
                SignalPreset.WebForm,
                """{"kind": "nix", "phone": "9876543210", "occurred_at": "2099-01-01T00:00:00Z", "consent": "on"}"""
            )
        );

        Assert.Equal((SignalKind.WebForm, "delivery"), (form.Kind, form.DedupeKey));
        Assert.Equal((Now, true), (form.OccurredAt, form.Consent));
        Assert.Equal("farmer", form.Cells["kind"]);
    }

    [Fact]
    public void Somebodys_number_is_no_key()
    {
        var form = Assert.Single(
            Read(SignalPreset.WebForm, """{"external_id": "9876543210", "phone": "9876543210"}""")
        );

        Assert.Equal("delivery", form.DedupeKey);
    }

    [Theory]
    [MemberData(nameof(Presets))]
    public void Every_preset_maps_to_fields_that_leads_have(SignalPreset preset) =>
        Assert.Empty(
            SignalPresets
                .Of(preset)
                .Mapping.Faults(path => LeadFields.Cells.IsPath(path, CustomFieldSet.Empty))
        );

    [Fact]
    public void A_mapping_hears_of_all_its_faults()
    {
        var mapping = new SignalMapping
        {
            Each = ["entry"],
            Fields =
            [
                new MappedField("nix", ["/a"]),
                new MappedField("phone", ["a/b"]),
                new MappedField("phone", []),
                new MappedField("tags", [], "call 9876543210"),
            ],
        };

        var faults = mapping.Faults(path => LeadFields.Cells.IsPath(path, CustomFieldSet.Empty));

        Assert.Equal(
            [
                ("/mapping/each/0", "signal_source.bad_path"),
                ("/mapping/fields/0/field", "signal_source.unknown_field"),
                ("/mapping/fields/1/field", "signal_source.field_twice"),
                ("/mapping/fields/1/from/0", "signal_source.bad_path"),
                ("/mapping/fields/2/field", "signal_source.field_twice"),
                ("/mapping/fields/2", "signal_source.field_without_value"),
                ("/mapping/fields/3/default", "personal_data.in_the_clear"),
            ],
            faults.Select(f => (f.Pointer!, f.Code))
        );
    }

    [Fact]
    public void A_signal_is_found_again_in_its_delivery()
    {
        var source = Source(SignalPreset.WhatsappMessage);
        var payload = JsonElement.Parse(Whatsapp);

        Assert.Equal("20 litre", SignalReading.Again(payload, source, "wamid.B", Now)!.Message);
        Assert.Null(SignalReading.Again(payload, source, "wamid.C", Now));
        var form = JsonElement.Parse("""{"phone": "9876543210"}""");
        Assert.Equal(
            "signals:web.d1",
            SignalReading
                .Again(form, Source(SignalPreset.WebForm), "signals:web.d1", Now)!
                .DedupeKey
        );
    }

    [Fact]
    public void What_is_kept_of_a_payload_shows_nobodys_name_number_or_address()
    {
        foreach (var payload in new[] { MetaLead, Indiamart, Whatsapp })
        {
            var kept = PayloadMask.Of(JsonElement.Parse(payload)).GetRawText();

            foreach (
                var secret in new[]
                {
                    "9876543210",
                    "Ramesh Patel",
                    "Suresh Yadav",
                    "Sita Bai",
                    "ramesh@",
                    "suresh@",
                }
            )
                Assert.DoesNotContain(secret, kept, StringComparison.Ordinal);
        }

        var lead = PayloadMask.Of(JsonElement.Parse(MetaLead));
        Assert.Equal(
            "full_name",
            lead.GetProperty("field_data")[0].GetProperty("name").GetString()
        );
        Assert.Equal("kharif-26", lead.GetProperty("campaign_name").GetString());
    }

    [Fact]
    public void Names_of_members_hold_no_dots_and_what_is_too_long_is_left_out()
    {
        var odd = PayloadMask.Of(
            JsonElement.Parse("""{"a.b": 1, "$c": [true, null], "d": 9876543210}""")
        );
        var text = string.Join(',', Enumerable.Repeat("\"" + new string('x', 1_900) + "\"", 40));
        var large = PayloadMask.Of(JsonElement.Parse($"{{\"texts\": [{text}]}}"));

        Assert.Equal("""{"a_b":1,"_c":[true,null],"d":"+91******3210"}""", Plain(odd));
        Assert.True(large.TryGetProperty("left_out", out _));
    }

    private static string Plain(JsonElement json) =>
        json.GetRawText().Replace("\\u002B", "+", StringComparison.Ordinal);

    private static IReadOnlyList<SignalReading> Read(SignalPreset preset, string payload) =>
        SignalReading.Of(JsonElement.Parse(payload), Source(preset), "delivery", Now);
}
