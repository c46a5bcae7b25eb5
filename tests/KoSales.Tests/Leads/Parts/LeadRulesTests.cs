using KoSales.Domain.Assignment;
using KoSales.Domain.CustomFields;
using KoSales.Domain.Entities;
using KoSales.Domain.Leads;
using KoSales.Functions.CustomFields;
using KoSales.Functions.Entities.Parts;
using KoSales.Functions.Leads;
using KoSales.Functions.Pipelines;
using Moq;
using static KoSales.Tests.Leads.LeadSamples;

namespace KoSales.Tests.Leads.Parts;

public sealed class LeadRulesTests
{
    private static readonly EntityRules<Lead> Rules = new(
        LeadLists.Entity,
        new CustomFieldCache(Mock.Of<IDocumentStore>(), TimeProvider.System)
    );

    public static TheoryData<string> Decisions => [.. Facts.Keys];

    private static readonly Dictionary<string, EntityFact<Lead>> Facts = new()
    {
        ["create"] = LeadDecisions.Create(Open.Id, "PII-1", Open, Ramesh, By(Manager)),
        ["edit"] = Open.Edit(
            Open with
            {
                Tags = ["cold"],
                LandAcres = 3,
            },
            Ramesh,
            By(Manager)
        ).Value,
        ["assign"] = Open.Assign(
            new Holder("A0-0003", "TM-9"),
            new LeadAssignment(AssignmentMode.Manual),
            By(Manager)
        ).Value,
        ["lose"] = Open.Lose("no money", By(Manager)).Value,
        ["junk"] = Open.Junk("wrong number", By(Manager)).Value,
        ["reopen"] = Lost.Reopen("called back", Holder.Nobody, By(Manager)).Value,
        ["delete"] = Open.Delete(By(Manager)),
        ["restore"] = Open.Delete(By(Manager)).Entity.Restore(Holder.Nobody, By(Manager)).Value,
        ["enquire again"] = Open.EnquireAgain(null, By(Manager)),
        ["request handover"] = Open.RequestHandover("they called me", By(Manager)),
        ["convert"] = Open.Convert(
            new LeadConversion("CON-1", null, null, Now, Manager.Id),
            "won",
            By(Manager)
        ),
        ["merge"] = Open.Merge(Open with { Language = "mr" }, Ramesh, By(Manager)).Value,
    };

    [Fact]
    public void A_move_asks_no_rule_over_fields_that_moves_leave_alone()
    {
        var moved = Rules.ChangeOf(
            new OutboxEvent
            {
                Id = "e",
                Type = PipelineEvents.StageChanged,
                Entity = Open.Id.Ref,
                Changed = ["stage"],
                Causation = "t",
                NextAttemptAt = Now,
            }
        );

        Assert.False(moved.Everything);
        Assert.Contains("stage", moved.Paths);
        Assert.Contains("score", moved.Paths);
        Assert.DoesNotContain("kind", moved.Paths);
    }

    /// <summary>A decision whose event were not known here would leave cohorts behind until the
    /// night.</summary>
    [Theory]
    [MemberData(nameof(Decisions))]
    public void The_event_of_every_decision_names_all_fields_that_rules_see_changed(string decision)
    {
        var fact = Facts[decision];
        Assert.Contains(fact.Type, Rules.EventTypes);

        var told = Rules.ChangeOf(
            new OutboxEvent
            {
                Id = "e",
                Type = fact.Type,
                Entity = Open.Id.Ref,
                Changed = fact.Paths,
                Causation = "t",
                NextAttemptAt = Now,
            }
        );
        var before = decision is "reopen" ? Lost : Open;
        var fields = LeadFields.With(CustomFieldSet.Empty);
        var changed = fields
            .Paths.Where(p =>
                fields.Accessor(p)(before).ToString() != fields.Accessor(p)(fact.Entity).ToString()
            )
            .ToArray();

        Assert.True(
            told.Everything || changed.All(told.Paths.Contains),
            string.Join(", ", changed.Except(told.Paths))
        );
    }
}
