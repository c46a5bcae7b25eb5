using System.Text.Json;
using KoSales.Domain.Contacts;
using KoSales.Domain.CustomFields;
using KoSales.Domain.Deals;
using KoSales.Domain.Entities.Personal;
using KoSales.Domain.Filters.Dates;
using KoSales.Domain.Rules;
using KoSales.Functions.Calls;
using KoSales.Functions.Contacts;
using KoSales.Functions.Deals;
using KoSales.Functions.Entities.Parts;
using KoSales.Functions.Rules;
using Moq;
using NodaTime;

namespace KoSales.Tests.Rules;

/// <summary>Rules about what a contact's documents prove, its deals and its last call: what they may say, what
/// they see, and after which events they look again.</summary>
public sealed class ContactFactTests
{
    private static readonly Instant Now = Instant.FromUtc(2026, 11, 22, 7, 30);

    private static readonly LicenceRuleRelation Licences = new(EntityKind.Contact, "contact");

    private static readonly DealRuleRelation Deals = new(
        Mock.Of<IDocumentStore>(),
        DealSpecs.Life.References.Single(r => r.Kind == EntityKind.Contact)
    );

    private static readonly IRuleRelation[] Relations =
    [
        Licences,
        Deals,
        new CallRuleRelation(Mock.Of<IDocumentStore>(), EntityKind.Contact),
    ];

    private static readonly RuleCatalog Catalog = new(
        ContactSpecs.Entity.With(CustomFieldSet.Empty),
        Relations.SelectMany(r => r.Fields).ToDictionary(),
        Relations.SelectMany(r => r.Choices).ToDictionary()
    );

    [Theory]
    [InlineData("""{"field":"licences.next_valid_to","op":"within_next","value":"30d"}""", true)]
    [InlineData("""{"field":"licences.next_valid_to","op":"within_next","value":"7d"}""", false)]
    [InlineData("""{"field":"licences.next_valid_to","op":"eq","value":"2026-12-10"}""", true)]
    [InlineData(
        """{"field":"licences.pesticide_licence.valid_to","op":"eq","value":"2026-12-10"}""",
        true
    )]
    [InlineData(
        """{"field":"licences.seed_licence.valid_to","op":"older_than","value":"30d"}""",
        true
    )]
    [InlineData(
        """{"field":"licences.fertilizer_licence.valid_to","op":"exists","value":true}""",
        false
    )]
    [InlineData(
        """{"field":"licences.expiring","op":"contains_all","value":["pesticide_licence"]}""",
        true
    )]
    [InlineData(
        """{"field":"licences.expired","op":"contains_any","value":["seed_licence"]}""",
        true
    )]
    [InlineData(
        """{"field":"licences.expired","op":"contains_any","value":["fertilizer_licence"]}""",
        false
    )]
    public async Task Licences_are_asked_by_type_status_and_last_day(string rule, bool holds) =>
        Assert.Equal(holds, (await SeenAsync(rule, Licensed())).Outlook.Holds);

    [Fact]
    public async Task A_last_day_comes_near_by_time_alone_and_the_rule_knows_when()
    {
        var rule = """{"field":"licences.next_valid_to","op":"within_next","value":"7d"}""";

        var (compiled, subject, outlook) = await SeenAsync(rule, Licensed());

        // The third of December begins in India.
        Assert.Equal(Instant.FromUtc(2026, 12, 2, 18, 30), outlook.NextChange);
        Assert.True(compiled.Matches(subject, outlook.NextChange!.Value));
    }

    [Fact]
    public async Task Without_licences_their_days_are_unknown_and_nothing_is_expired()
    {
        var near = """{"field":"licences.next_valid_to","op":"within_next","value":"7d"}""";
        var expired =
            """{"field":"licences.expired","op":"contains_any","value":["seed_licence"]}""";

        Assert.False((await SeenAsync(near, Blank)).Outlook.Holds);
        Assert.True((await SeenAsync($$"""{"not":{{near}}}""", Blank)).Outlook.Holds);
        Assert.True((await SeenAsync($$"""{"not":{{expired}}}""", Blank)).Outlook.Holds);
        var (compiled, subject, _) = await SeenAsync(near, Blank);
        var explained = compiled.Explain(subject, Now);
        Assert.Equal((Truth.Unknown, "missing"), (explained.Outcome, explained.Seen));
    }

    [Theory]
    [InlineData(
        """{"any":[{"field":"last_call.disposition","op":"eq","value":"angry"}]}""",
        "/rule/any/0/value",
        "filter.unknown_value"
    )]
    [InlineData(
        """{"field":"last_call.status","op":"in","value":["ringing"]}""",
        "/rule/value",
        "filter.unknown_value"
    )]
    [InlineData(
        """{"not":{"field":"deals.won_inr","op":"gte","value":"1000"}}""",
        "/rule/not/value",
        "filter.wrong_value"
    )]
    [InlineData(
        """{"field":"deals.won_at","op":"exists","value":true}""",
        "/rule/field",
        "filter.unknown_field"
    )]
    [InlineData(
        """{"all":[{"field":"licences.next_valid_to","op":"prefix","value":"2026"}]}""",
        "/rule/all/0/op",
        "filter.operator_not_for_field"
    )]
    [InlineData(
        """{"field":"licences.expired","op":"contains_any","value":["driving_licence"]}""",
        "/rule/value",
        "filter.unknown_value"
    )]
    public void A_fault_names_the_place(string rule, string pointer, string code)
    {
        var read = RuleCheck.Read(JsonElement.Parse(rule), Catalog, CohortLinks.None);

        var fault = Assert.Single(read.Faults);
        Assert.Equal((pointer, code), (fault.Pointer, fault.Code));
    }

    [Theory]
    [InlineData("deal.created", "", true)]
    [InlineData("deal.won", "status stage", true)]
    [InlineData("deal.updated", "amount", true)]
    [InlineData("deal.updated", "contact_id", true)]
    [InlineData("deal.deleted", "deleted_at", true)]
    [InlineData("deal.updated", "tags title", false)]
    [InlineData("deal.updated", "customer_id", false)]
    public void A_deal_tells_its_contact_of_what_its_totals_are_made_of(
        string type,
        string changed,
        bool told
    )
    {
        Assert.Contains(type, Deals.DistantEventTypes);
        Assert.Equal(told, Deals.IsChangedBy(Event(type, changed)));
    }

    [Theory]
    [InlineData("licences", true)]
    [InlineData("tags company", false)]
    public void A_contact_is_asked_for_licences_again_when_they_changed(string changed, bool told)
    {
        Assert.Contains("contact.updated", Licences.EventTypes);
        Assert.Equal(told, Licences.ChangedBy(Event("contact.updated", changed)).Any());
    }

    [Fact]
    public async Task Who_is_told_of_a_deal_that_left_are_those_whom_it_named()
    {
        var before = Deal.Blank(DealId.Of("D-1")) with { ContactId = "C-1", LeadId = "K0-100001" };
        var batch = new WriteBatch();
        var command = new Command(Actor.System, Now, "test");

        await new DealParties().FollowAsync(batch, null, before, command, default);
        await new DealParties().FollowAsync(batch, before, before, command, default);
        Assert.Empty(batch.Operations);

        var after = before with { ContactId = "C-2", CustomerId = "CT-1", LeadId = null };
        await new DealParties().FollowAsync(batch, before, after, command, default);
        Assert.Equal(
            ["C-1", "K0-100001"],
            batch
                .Operations.OfType<WriteOperation.Insert>()
                .Select(i =>
                    OutboxEvents.Collection.Read(new RawDocument(i.Id, 1, i.Json)).Entity.Id
                )
                .Order(StringComparer.Ordinal)
        );
    }

    private static Contact Blank => Contact.Blank(ContactId.Of("C-1"));

    private static Contact Licensed() =>
        Blank with
        {
            Licences =
            [
                Licence("fertilizer_licence", LicenceStatus.Valid, null),
                Licence("fertilizer_licence", LicenceStatus.Expired, new(2026, 1, 31)),
                Licence("pesticide_licence", LicenceStatus.Expiring, new(2026, 12, 10)),
                Licence("seed_licence", LicenceStatus.Expired, new(2026, 3, 31)),
                Licence("shop_act", LicenceStatus.Valid, new(2027, 3, 31)),
            ],
        };

    private static ShownLicence Licence(string type, LicenceStatus status, LocalDate? validTo) =>
        new(type, status) { DocumentId = "DOC-1", ValidTo = validTo };

    private static async Task<(CompiledRule Rule, RuleSubject Subject, Outlook Outlook)> SeenAsync(
        string rule,
        Contact contact
    )
    {
        var read = RuleCheck.Read(JsonElement.Parse(rule), Catalog, CohortLinks.None);
        var compiled = CompiledRule.Of(read.Value, Catalog, new RuleFields());
        var raw = new RawDocument(contact.Key, 1, ContactStore.Collection.Write(contact));
        var facts = await Licences.ReadAsync([raw], default);
        var subject = RulePlan.Of(compiled).Read(raw, facts[contact.Key]);
        return (compiled, subject, compiled.OutlookOf(subject, new FilterClock(Now)));
    }

    private static OutboxEvent Event(string type, string changed) =>
        new()
        {
            Id = "1",
            Type = type,
            Entity = new EntityRef(EntityKind.Deal, "D-1"),
            Changed = changed.Split(' ', StringSplitOptions.RemoveEmptyEntries),
            Causation = "test",
            NextAttemptAt = Now,
        };
}
