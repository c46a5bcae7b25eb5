using KoSales.Domain.Assignment;
using KoSales.Domain.Entities;
using KoSales.Domain.Entities.Personal;
using KoSales.Domain.Leads;
using static KoSales.Tests.Leads.LeadSamples;

namespace KoSales.Tests.Leads;

public sealed class LeadDecisionTests
{
    private const string Table = """
                  edit            assign          lose            junk            reopen          restore
        open      lead.updated    lead.assigned   lead.lost       lead.junk       ! already_open  ! not_deleted
        lost      lead.updated    ! status_forbids! status_forbids! status_forbids lead.reopened  ! not_deleted
        junk      lead.updated    ! status_forbids! status_forbids! status_forbids lead.reopened  ! not_deleted
        converted ! status_forbids! status_forbids! status_forbids! status_forbids! status_forbids! not_deleted
        erased    ! erased        ! erased        ! erased        ! erased        ! erased        ! erased
        deleted   lead.updated    lead.assigned   lead.lost       lead.junk       ! already_open  lead.restored
        """;

    [Fact]
    public void Each_state_allows_what_the_table_says()
    {
        (string Name, Lead Lead)[] states =
        [
            ("open", Open),
            ("lost", Lost),
            ("junk", Junk),
            ("converted", Converted),
            ("erased", Erased),
            ("deleted", Open.Delete(By(Manager)).Entity),
        ];
        var rows = states.Select(s =>
            s.Name + " " + string.Join(' ', Actions.Select(a => Outcome(a(s.Lead))))
        );
        Assert.Equal(
            Words(string.Join('\n', Table.Split('\n').Skip(1))),
            Words(string.Join('\n', rows))
        );
    }

    private static readonly Func<Lead, Verdict<EntityFact<Lead>>>[] Actions =
    [
        l => l.Edit(l with { Kind = BuyerKind.Dealer }, l.Masks, By(Manager)),
        l =>
            l.Assign(
                new Holder("A0-0009", "TM-2"),
                new LeadAssignment(AssignmentMode.Manual),
                By(Manager)
            ),
        l => l.Lose("no money", By(Manager)),
        l => l.Junk("spam", By(Manager)),
        l => l.Reopen("called back", Holder.Nobody, By(Manager)),
        l => l.Restore(Holder.Nobody, By(Manager)),
    ];

    [Fact]
    public void A_new_lead_is_open_unowned_and_in_the_team_of_its_creator()
    {
        Assert.Equal(
            (LeadStatus.Open, null, "TM-1", 1),
            (Open.Status, Open.OwnerId, Open.TeamId, Open.Version)
        );
        Assert.Equal("K0-100001", Open.Id.Value);
    }

    [Fact]
    public void An_edit_makes_the_next_version_and_names_what_changed()
    {
        var fact = Open.Edit(
            Open with
            {
                Kind = BuyerKind.Dealer,
                Tags = ["hot", "vip"],
            },
            Ramesh,
            By(Agent)
        ).Value;
        Assert.Equal((2, "A0-0003"), (fact.Entity.Version, fact.Entity.UpdatedBy));
        Assert.Equal(
            ["kind: farmer → dealer", "tags: hot → hot, vip"],
            fact.Changes.Select(c => $"{c.Field}: {c.Old} → {c.New}")
        );
    }

    [Fact]
    public void An_edit_that_changes_nothing_keeps_the_version()
    {
        var fact = Open.Edit(Open, Ramesh, By(Agent)).Value;
        Assert.Same(Open, fact.Entity);
        Assert.Empty(fact.Changes);
    }

    [Fact]
    public void A_new_phone_with_the_same_last_digits_is_a_change_and_shows_only_the_mask()
    {
        var change = Assert.Single(
            Open.Edit(Open, Ramesh with { PhoneIndex = "p2" }, By(Agent)).Value.Changes
        );
        Assert.Equal(
            ("phone", "+91******3210", "+91******3210"),
            (change.Field, change.Old, change.New)
        );
    }

    [Fact]
    public void Losing_keeps_the_reason_and_reopening_clears_it()
    {
        Assert.Equal(
            (LeadStatus.Lost, "no money", "lost"),
            (Lost.Status, Lost.LostReason, Lost.Stage)
        );
        var reopened = Lost.Reopen("called back", Holder.Nobody, By(Manager)).Value;
        Assert.Equal(
            (LeadStatus.Open, null, "called back", 3),
            (
                reopened.Entity.Status,
                reopened.Entity.LostReason,
                reopened.Reason,
                reopened.Entity.Version
            )
        );
    }

    [Fact]
    public void Assigning_sets_owner_team_and_time()
    {
        var lead = Open.Assign(
            new Holder("A0-0009", "TM-2"),
            new LeadAssignment(AssignmentMode.Manual),
            By(Manager)
        ).Value.Entity;
        Assert.Equal(
            ("A0-0009", "TM-2", Now, AssignmentMode.Manual),
            (lead.OwnerId, lead.TeamId, lead.AssignedAt!.Value, lead.Assignment!.Mode)
        );
    }

    private static string Outcome(Verdict<EntityFact<Lead>> verdict) =>
        verdict.IsRefused ? "! " + verdict.Faults[0].Code["lead.".Length..] : verdict.Value.Type;

    private static string Words(string text) =>
        string.Join(
            ' ',
            text.Replace("!", " ! ", StringComparison.Ordinal)
                .Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)
        );
}
