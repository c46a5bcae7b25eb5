using System.Text.Json;
using KoSales.Domain.Entities.Personal;
using KoSales.Domain.Leads;
using KoSales.Domain.Pii;
using KoSales.Domain.Places;
using KoSales.Domain.Timeline;
using KoSales.Functions.Api.Responses;
using KoSales.Functions.Entities.Handing;
using KoSales.Functions.Leads.Bulk;
using KoSales.Functions.Pii;
using NodaTime;
using static KoSales.Tests.Leads.LeadSamples;

namespace KoSales.Tests.Leads;

public sealed class LeadDeskTests(LeadRig rig) : IClassFixture<LeadRig>
{
    private static int _last;

    private Task<Lead> NewAsync() =>
        rig.CreateAsync(Input with { Phone = $"97{Interlocked.Increment(ref _last):D8}" });

    private Task<Verdict<LeadTaken>> PatchAsync(Lead lead, string patch, Command? command = null) =>
        rig.Desk.EditAsync(
            lead.Id,
            Patch(patch, ETags.Of(lead.Key, lead.Version)),
            command ?? By(Manager),
            CancellationToken.None
        );

    [Fact]
    public async Task Of_fifty_patches_with_one_etag_one_wins_and_the_others_are_stale()
    {
        var lead = await NewAsync();
        var verdicts = await Task.WhenAll(
            Enumerable.Range(0, 50).Select(i => PatchAsync(lead, $$"""{"land_acres": {{i + 1}}}"""))
        );
        Assert.Single(verdicts, v => !v.IsRefused);
        Assert.Equal(49, verdicts.Count(v => v.IsRefused && v.Faults[0].Kind == FaultKind.Stale));
        Assert.Equal(2, (await rig.LoadAsync(lead.Id)).Version);
    }

    [Fact]
    public async Task Assignments_without_a_version_queue_up_and_none_is_lost()
    {
        var lead = await NewAsync();
        var verdicts = await Task.WhenAll(
            Enumerable
                .Range(0, 6)
                .Select(i =>
                    rig.Get<EntityAssigning<Lead>>()
                        .AssignAsync(
                            lead.Key,
                            new AssignEntity { TeamId = "TM-1" },
                            At(Now + Duration.FromSeconds(i)),
                            CancellationToken.None
                        )
                )
        );
        Assert.All(verdicts, v => Assert.False(v.IsRefused));
    }

    [Fact]
    public async Task A_new_phone_goes_to_the_vault_and_the_masks_and_indexes_follow()
    {
        var lead = await NewAsync();
        var edited = (
            await PatchAsync(
                lead,
                """{"phone": "+91 90000 11111", "name": "Suresh Kumar Jain", "email": null}"""
            )
        )
            .Value
            .Lead;
        Assert.Equal(
            ("Suresh J.", "+91******1111", null),
            (edited.DisplayName, edited.PhoneMasked, edited.EmailMasked)
        );
        Assert.NotEqual(lead.PhoneIndex, edited.PhoneIndex);
        var data = await rig.Get<PiiVault>()
            .OpenAsync(PiiId.Of(lead.PiiId), CancellationToken.None);
        Assert.Equal(
            ("Suresh Kumar Jain", "+919000011111", 0),
            (data!.FullName, data.PrimaryPhone!.Number.E164, data.Emails.Count)
        );
        var entry = (await rig.TimelineAsync(lead.Id)).Single(e => e.Kind == TimelineKind.Edited);
        Assert.DoesNotContain("9000011111", JsonSerializer.Serialize(entry));
    }

    [Fact]
    public async Task A_phone_of_another_open_lead_is_refused_and_changes_nothing()
    {
        var (one, other) = (await NewAsync(), await NewAsync());
        var phone = (
            await rig.Get<PiiVault>().OpenAsync(PiiId.Of(one.PiiId), CancellationToken.None)
        )!
            .PrimaryPhone!
            .Number
            .E164;
        var verdict = await PatchAsync(other, $$"""{"phone": "{{phone}}", "kind": "dealer"}""");
        Assert.Equal(
            ("lead.duplicate_phone", one.Id.Value),
            (verdict.Faults[0].Code, verdict.Faults[0].Facts!["existing_id"].ToString())
        );
        Assert.Equal(
            (1, BuyerKind.Farmer),
            ((await rig.LoadAsync(other.Id)).Version, (await rig.LoadAsync(other.Id)).Kind)
        );
    }

    [Fact]
    public async Task Clearing_the_last_way_to_know_somebody_is_refused()
    {
        var lead = await NewAsync();
        Assert.Equal(
            "lead.unreachable",
            (await PatchAsync(lead, """{"phone": null, "email": null}""")).Faults[0].Code
        );
        Assert.False(
            (
                await PatchAsync(lead, """{"phone": null, "email": null, "external_ref": "X-1"}""")
            ).IsRefused
        );
    }

    [Fact]
    public async Task A_business_name_is_shown_while_there_is_one()
    {
        var lead = await NewAsync();
        lead = (await PatchAsync(lead, """{"business_name": "Shri Krishi Kendra"}""")).Value.Lead;
        Assert.Equal("Shri Krishi Kendra", lead.DisplayName);
        lead = (await PatchAsync(lead, """{"business_name": null}""")).Value.Lead;
        Assert.Equal("Ramesh P.", lead.DisplayName);
    }

    [Fact]
    public async Task Members_within_source_and_address_are_merged_and_null_clears()
    {
        var lead = await NewAsync();
        var edited = (
            await PatchAsync(
                lead,
                """{"address": {"pincode": null, "village": "Ashta"}, "source": {"campaign": "rabi-26"}, "tags": []}"""
            )
        )
            .Value
            .Lead;
        Assert.Equal(new Locality("Ashta", "Sehore", "23", null), edited.Address);
        Assert.Equal(new LeadSource(SourceChannel.Website, "rabi-26"), edited.Source);
        Assert.Empty(edited.Tags);
    }

    [Fact]
    public async Task Edits_by_one_person_within_ten_minutes_are_one_entry()
    {
        var lead = await NewAsync();
        lead = (await PatchAsync(lead, """{"kind": "dealer"}""")).Value.Lead;
        lead = (
            await PatchAsync(
                lead,
                """{"kind": "retailer", "language": "hi"}""",
                At(Now + Duration.FromMinutes(9))
            )
        )
            .Value
            .Lead;
        lead = (
            await PatchAsync(
                lead,
                """{"language": "mr"}""",
                new Command(Agent, Now + Duration.FromMinutes(9), "t")
            )
        )
            .Value
            .Lead;
        await PatchAsync(lead, """{"language": "gu"}""", At(Now + Duration.FromMinutes(11)));
        var edits = (await rig.TimelineAsync(lead.Id))
            .Where(e => e.Kind == TimelineKind.Edited)
            .OrderBy(e => e.At)
            .ThenBy(e => e.UpdatedAt)
            .ToList();
        Assert.Equal(3, edits.Count);
        Assert.Contains(new FieldChange("kind", "farmer", "retailer"), edits[0].Changes);
        Assert.Contains(new FieldChange("language", null, "hi"), edits[0].Changes);
    }

    [Fact]
    public async Task A_deleted_lead_is_not_found_until_it_is_restored()
    {
        var lead = await NewAsync();
        Assert.False(
            (
                await rig.Desk.DeleteAsync(lead.Id, null, By(Manager), CancellationToken.None)
            ).IsRefused
        );
        Assert.Equal(
            FaultKind.NotFound,
            (await rig.Desk.DeleteAsync(lead.Id, null, By(Manager), CancellationToken.None))
                .Faults[0]
                .Kind
        );
        Assert.Equal(
            FaultKind.NotFound,
            (await PatchAsync(lead, """{"kind": "dealer"}""")).Faults[0].Kind
        );
        Assert.Null(
            (await rig.Desk.RestoreAsync(lead.Id, By(Manager), CancellationToken.None))
                .Value
                .DeletedAt
        );
        Assert.Equal(
            ["lead.created", "lead.deleted", "lead.restored"],
            (await rig.EventsAsync(lead.Id)).Select(e => e.Type).Order()
        );
    }

    [Fact]
    public async Task What_is_out_of_scope_is_not_found()
    {
        var lead = await NewAsync();
        var stranger = new Domain.Access.Actor("A0-0077", [Domain.Access.Role.Manager], "TM-9");
        Assert.Equal(
            FaultKind.NotFound,
            (await rig.Desk.LoseAsync(lead.Id, "x", By(stranger), CancellationToken.None))
                .Faults[0]
                .Kind
        );
    }

    [Fact]
    public async Task Erasing_the_subject_leaves_nothing_personal_on_lead_and_timeline()
    {
        var lead = await NewAsync();
        await PatchAsync(lead, """{"name": "Suresh Jain"}""");
        var erasure = new Erasure(PiiId.Of(lead.PiiId), [lead.Id.Ref], Now, "A0-0001");
        var batch = new WriteBatch();
        foreach (var copy in new LeadPersonalCopies().CopiesOf(erasure))
            batch.Patch(
                copy.Collection,
                copy.Filter,
                new Patch(Now, "A0-0001") { Set = copy.Blank }
            );
        Assert.True((await rig.Store.CommitAsync(batch, CancellationToken.None)).IsCommitted);
        var erased = await rig.LoadAsync(lead.Id);
        Assert.Equal(new MaskedFields("Erased", null, null, null, null, null), erased.Masks);
        Assert.Equal(Now, erased.ErasedAt);
        Assert.All(await rig.TimelineAsync(lead.Id), e => Assert.Empty(e.Changes));
        Assert.Equal(
            "lead.erased",
            (await PatchAsync(erased, """{"kind": "dealer"}""")).Faults[0].Code
        );
    }
}
