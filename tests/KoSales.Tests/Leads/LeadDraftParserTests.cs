using System.Text.Json;
using KoSales.Domain.CustomFields;
using KoSales.Domain.Entities.Personal;
using KoSales.Domain.Fields;
using KoSales.Domain.Leads;
using static KoSales.Tests.Leads.LeadSamples;

namespace KoSales.Tests.Leads;

public sealed class LeadDraftParserTests
{
    private static readonly CustomFieldSet Fields = new([
        Field("country", CustomFieldType.Text),
        Field("visits", CustomFieldType.Number),
        Field("vip", CustomFieldType.Boolean),
        Field("since", CustomFieldType.Date),
        Field("soil", CustomFieldType.Enum, "Black", "red"),
    ]);

    private readonly LeadDraftParser _parser = new(Fields);

    [Fact]
    public void The_example_of_the_contract_parses()
    {
        var draft = _parser.Parse(Input, SourceChannel.Manual).Value;
        Assert.Equal(
            ("+919876543210", "ramesh@example.in"),
            (draft.Person.Phone!.Value.E164, draft.Person.Email!.Value.Address)
        );
        Assert.Equal(new LeadSource(SourceChannel.Website, "kharif-26"), draft.Fields.Source);
        Assert.Empty(draft.Warnings);
    }

    [Fact]
    public void All_faults_come_back_at_once_with_pointers()
    {
        var verdict = _parser.Parse(
            new EntityInput
            {
                Phone = "12",
                Email = "nobody",
                Fields = new Dictionary<string, object?>
                {
                    ["address.state_code"] = "77",
                    ["address.pincode"] = "012345",
                    ["language"] = "klingon",
                    ["tags"] = new[] { "ok", "$set" },
                    ["land_acres"] = -1m,
                },
                Custom = Json(
                    """{"__proto__": 1, "visits": "many", "soil": "blue", "vip": true}"""
                ),
            },
            SourceChannel.Manual
        );
        Assert.Equal(
            [
                "/phone",
                "/email",
                "/kind",
                "/address/state_code",
                "/address/pincode",
                "/language",
                "/tags/1",
                "/land_acres",
                "/custom/__proto__",
                "/custom/visits",
                "/custom/soil",
            ],
            verdict.Faults.Select(f => f.Pointer)
        );
        Assert.All(verdict.Faults, f => Assert.Equal(FaultKind.Invalid, f.Kind));
    }

    [Fact]
    public void A_pincode_of_another_state_is_a_warning() =>
        Assert.Equal(
            "pincode_outside_state",
            Assert
                .Single(
                    _parser
                        .Parse(Input.With("address.state_code", "27"), SourceChannel.Manual)
                        .Value.Warnings
                )
                .Code
        );

    [Fact]
    public void Somebody_without_phone_and_email_needs_an_external_ref()
    {
        var nobody = Input with { Phone = null, Email = " " };
        Assert.Equal(
            "lead.unreachable",
            _parser.Parse(nobody, SourceChannel.Manual).Faults[0].Code
        );
        Assert.False(
            _parser.Parse(nobody.With("external_ref", "X-1"), SourceChannel.Manual).IsRefused
        );
    }

    [Fact]
    public void A_row_of_cells_makes_the_same_draft_as_the_body_it_stands_for()
    {
        var row = new Dictionary<string, string>
        {
            ["name"] = "Ramesh Patel",
            ["phone"] = "+91 98765 43210",
            ["kind"] = "Farmer",
            ["address.district"] = " Sehore ",
            ["crops"] = "Soybean; wheat",
            ["land_acres"] = "2.5",
            ["do_not_contact"] = "Yes",
            ["custom.visits"] = "12",
            ["custom.vip"] = "no",
            ["custom.soil"] = "black",
            ["custom.since"] = "2026-01-31",
            ["email"] = "",
        };
        var body = new EntityInput
        {
            Name = "Ramesh Patel",
            Phone = "9876543210",
            Fields = new Dictionary<string, object?>
            {
                ["kind"] = BuyerKind.Farmer,
                ["source.channel"] = SourceChannel.Import,
                ["address.district"] = "Sehore",
                ["crops"] = new[] { "soybean", "wheat" },
                ["land_acres"] = 2.5m,
            },
            DoNotContact = true,
            Custom = Json(
                """{"visits": 12, "vip": false, "soil": "Black", "since": "2026-01-31"}"""
            ),
        };
        var (fromRow, fromBody) = (
            _parser.Parse(row).Value,
            _parser.Parse(body, SourceChannel.Manual).Value
        );
        Assert.Equal(fromBody.Person, fromRow.Person);
        Assert.Empty(LeadFields.Table.Differences(Lead(fromBody), Lead(fromRow)));
    }

    [Fact]
    public void Every_bad_cell_is_a_fault_at_its_path()
    {
        var row = new Dictionary<string, string>
        {
            ["kind"] = "farmer",
            ["external_ref"] = "1",
            ["land_acres"] = "many",
            ["next_action_at"] = "soon",
            ["custom.visits"] = "x",
            ["custom.nope"] = "x",
            ["source.channel"] = "pigeon",
            ["score"] = "7",
        };
        Assert.Equal(
            [
                "/custom/nope",
                "/custom/visits",
                "/land_acres",
                "/next_action_at",
                "/score",
                "/source/channel",
            ],
            _parser.Parse(row).Faults.Select(f => f.Pointer!).Order(StringComparer.Ordinal)
        );
    }

    [Fact]
    public void A_required_custom_field_is_asked_of_requests_but_not_of_imports()
    {
        var parser = new LeadDraftParser(
            new CustomFieldSet([Field("country", CustomFieldType.Text) with { Required = true }])
        );
        Assert.Equal(
            "custom_field.required",
            parser.Parse(Input, SourceChannel.Manual).Faults[0].Code
        );
        Assert.False(parser.Parse([new("kind", "farmer"), new("external_ref", "1")]).IsRefused);
    }

    private static Lead Lead(LeadDraft draft) =>
        LeadDecisions.Create(LeadId.Of("K0-1"), "PII-1", draft.Fields, Ramesh, By(Manager)).Entity;

    private static Dictionary<string, JsonElement> Json(string text) =>
        JsonSerializer.Deserialize<Dictionary<string, JsonElement>>(text)!;

    private static CustomField Field(string key, CustomFieldType type, params string[] options) =>
        new()
        {
            Id = CustomFieldId.Of("CF-1"),
            Entity = EntityKind.Lead,
            FieldKey = key,
            Name = key,
            Type = type,
            Options = options,
        };
}
