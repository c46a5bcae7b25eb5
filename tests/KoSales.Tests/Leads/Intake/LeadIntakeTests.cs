using KoSales.Domain.Entities.Personal;
using KoSales.Domain.Fields;
using KoSales.Domain.Leads;
using KoSales.Domain.Pii;
using KoSales.Functions.Leads.Bulk;
using KoSales.Functions.Pii;
using static KoSales.Tests.Leads.LeadSamples;

namespace KoSales.Tests.Leads.Intake;

public sealed class LeadIntakeTests(LeadRig rig) : IClassFixture<LeadRig>
{
    private static int _last;

    private static EntityInput Somebody() =>
        Input with
        {
            Phone = $"98{Interlocked.Increment(ref _last):D8}",
            Email = null,
        };

    [Fact]
    public async Task A_new_lead_shows_masks_only_and_its_personal_data_is_in_the_vault()
    {
        var lead = await rig.CreateAsync(Input with { Phone = "097777 43210" });
        Assert.Equal(
            ("Ramesh P.", "+91******3210", "r****@example.in", "new"),
            (lead.DisplayName, lead.PhoneMasked, lead.EmailMasked, lead.Stage)
        );
        var data = await rig.Get<PiiVault>()
            .OpenAsync(PiiId.Of(lead.PiiId), CancellationToken.None);
        Assert.Equal(
            ("Ramesh Patel", "+919777743210"),
            (data!.FullName, data.PrimaryPhone!.Number.E164)
        );
    }

    [Fact]
    public async Task A_new_lead_comes_with_one_event_and_one_timeline_entry()
    {
        var lead = await rig.CreateAsync(Somebody());
        Assert.Equal("lead.created", Assert.Single(await rig.EventsAsync(lead.Id)).Type);
        Assert.Equal("lead.created", Assert.Single(await rig.TimelineAsync(lead.Id)).Summary);
    }

    [Fact]
    public async Task Of_twenty_creations_with_one_phone_at_once_one_wins_and_the_others_name_it()
    {
        var input = Somebody();
        var verdicts = await Task.WhenAll(
            Enumerable
                .Range(0, 20)
                .Select(_ =>
                    rig.Intake.CreateAsync(
                        input,
                        DuplicatePolicy.Fail,
                        By(Manager),
                        CancellationToken.None
                    )
                )
        );
        var winner = Assert.Single(verdicts, v => !v.IsRefused).Value.Lead;
        Assert.All(
            verdicts.Where(v => v.IsRefused),
            v =>
                Assert.Equal(
                    ("lead.duplicate_phone", winner.Id.Value),
                    (v.Faults[0].Code, v.Faults[0].Facts!["existing_id"].ToString())
                )
        );
    }

    [Fact]
    public async Task The_same_phone_in_another_form_is_a_duplicate()
    {
        await rig.CreateAsync(Input with { Phone = "9666643210" });
        var again = await rig.Intake.CreateAsync(
            Input with
            {
                Phone = "+91-96666 43210",
            },
            DuplicatePolicy.Fail,
            By(Manager),
            CancellationToken.None
        );
        Assert.Equal("lead.duplicate_phone", again.Faults[0].Code);
    }

    [Fact]
    public async Task A_lost_lead_frees_its_phone_and_cannot_be_reopened_once_it_is_taken()
    {
        var input = Somebody();
        var first = await rig.CreateAsync(input);
        Assert.False(
            (
                await rig.Desk.LoseAsync(first.Id, "no money", By(Manager), CancellationToken.None)
            ).IsRefused
        );
        var second = await rig.CreateAsync(input);
        var reopened = await rig.Desk.ReopenAsync(
            first.Id,
            "called back",
            By(Manager),
            CancellationToken.None
        );
        Assert.Equal(
            ("lead.duplicate_phone", second.Id.Value),
            (reopened.Faults[0].Code, reopened.Faults[0].Facts!["existing_id"].ToString())
        );
    }

    [Fact]
    public async Task Merging_fills_what_is_empty_and_unites_lists()
    {
        var input = Somebody()
            .With("address.district", null)
            .With("address.state_code", null)
            .With("address.pincode", null);
        var first = await rig.CreateAsync(input);
        var enquiry = input with { Name = "Somebody Else", Email = "new@example.in" };
        var more = enquiry
            .With("address.district", "Sehore")
            .With("tags", new[] { "vip" })
            .With("kind", BuyerKind.Dealer);
        var taken = (
            await rig.Intake.CreateAsync(
                more,
                DuplicatePolicy.Merge,
                By(Manager),
                CancellationToken.None
            )
        ).Value;
        Assert.Equal((false, first.Id), (taken.IsNew, taken.Lead.Id));
        Assert.Equal(
            ("Ramesh P.", "n****@example.in", "Sehore", BuyerKind.Farmer),
            (
                taken.Lead.DisplayName,
                taken.Lead.EmailMasked,
                taken.Lead.Address!.District,
                taken.Lead.Kind
            )
        );
        Assert.Equal(["hot", "vip"], taken.Lead.Tags);
        Assert.Contains(await rig.TimelineAsync(first.Id), e => e.Summary == "lead.enquiry_merged");
    }

    [Fact]
    public async Task Signalling_notes_the_enquiry_and_sets_the_next_action_to_now()
    {
        var input = Somebody();
        var first = await rig.CreateAsync(input);
        var later = At(Now + NodaTime.Duration.FromHours(1));
        var taken = (
            await rig.Intake.CreateAsync(
                input,
                DuplicatePolicy.Signal,
                later,
                CancellationToken.None
            )
        ).Value;
        Assert.Equal((first.Id, later.Now), (taken.Lead.Id, taken.Lead.NextActionAt!.Value));
        Assert.Contains(await rig.TimelineAsync(first.Id), e => e.Summary == "lead.enquired_again");
    }

    [Fact]
    public async Task Merging_into_a_lead_that_the_caller_may_not_see_is_refused_as_a_duplicate()
    {
        var input = Somebody();
        await rig.CreateAsync(input);
        var stranger = new Domain.Access.Actor("A0-0077", [Domain.Access.Role.Agent], "TM-9");
        var verdict = await rig.Intake.CreateAsync(
            input,
            DuplicatePolicy.Merge,
            By(stranger),
            CancellationToken.None
        );
        Assert.Equal("lead.duplicate_phone", verdict.Faults[0].Code);
    }

    [Fact]
    public async Task An_external_ref_is_unique_within_its_channel()
    {
        var input = new EntityInput()
            .With("kind", BuyerKind.Farmer)
            .With("source.channel", SourceChannel.Import)
            .With("external_ref", "X-881");
        var first = await rig.CreateAsync(input);
        var again = await rig.Intake.CreateAsync(
            input,
            DuplicatePolicy.Merge,
            By(Manager),
            CancellationToken.None
        );
        Assert.Equal(
            ("lead.duplicate_external_ref", first.Id.Value),
            (again.Faults[0].Code, again.Faults[0].Facts!["existing_id"].ToString())
        );
        Assert.NotEqual(
            first.Id,
            (await rig.CreateAsync(input.With("source.channel", SourceChannel.Indiamart))).Id
        );
    }
}
