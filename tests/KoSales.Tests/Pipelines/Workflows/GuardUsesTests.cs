using System.Text.Json;
using KoSales.Domain.CustomFields;
using KoSales.Domain.Leads;
using KoSales.Domain.Pipelines.Workflows;
using KoSales.Functions.Pipelines.Workflows;
using static System.Threading.CancellationToken;
using static KoSales.Tests.Leads.LeadSamples;

namespace KoSales.Tests.Pipelines.Workflows;

public sealed class GuardUsesTests : IAsyncLifetime
{
    private static readonly JsonElement Guard = JsonElement.Parse(
        """{"all": [{"field": "custom.visits", "op": "gt", "value": 3}, """
            + """{"any": [{"field": "score", "op": "gt", "value": 1}, """
            + """{"field": "custom.gone", "op": "eq", "value": "x"}]}]}"""
    );

    private readonly PipelineRig _rig = new();

    public Task InitializeAsync() => _rig.InitializeAsync();

    public Task DisposeAsync() => _rig.DisposeAsync();

    [Fact]
    public void A_guard_that_names_what_is_gone_keeps_everybody_out_and_tells_each_place()
    {
        var unmet = EntryGuards.Unmet(
            Stage("ready"),
            LeadFields.With(CustomFieldSet.Empty),
            JsonElement.Parse("""{"score": 50, "custom": {"visits": 9}}"""),
            Now
        );

        Assert.Collection(
            unmet,
            u =>
                Assert.Contains(
                    "no longer holds at /entry_guard/all/0/field",
                    u.Detail,
                    StringComparison.Ordinal
                ),
            u =>
                Assert.Contains(
                    "no longer holds at /entry_guard/all/1/any/1/field",
                    u.Detail,
                    StringComparison.Ordinal
                )
        );
        Assert.All(unmet, u => Assert.Equal("entry_guard", u.Code));
    }

    [Fact]
    public async Task Guards_and_required_fields_in_force_and_in_drafts_are_found_by_the_field_they_name()
    {
        var workflow = new PipelineWorkflow
        {
            Id = new PipelineWorkflowId("PW-77"),
            Kind = PipelineKind.Lead,
            Name = "Guarded",
            Status = DefinitionStatus.Published,
            Stages =
            [
                Stage("ready") with
                {
                    EntryGuard = null,
                    RequiredFields = ["email", "custom.visits"],
                },
                Stage("won"),
            ],
            DraftStages = [Stage("ready")],
        };
        var retired = workflow with
        {
            Id = new PipelineWorkflowId("PW-78"),
            Status = DefinitionStatus.Retired,
        };
        await _rig.Store.CommitAsync(
            new WriteBatch()
                .Insert(PipelineWorkflows.Collection, workflow)
                .Insert(PipelineWorkflows.Collection, retired),
            None
        );

        var uses = await new GuardUses(_rig.Store).OfAsync(EntityKind.Lead, "custom.visits", None);

        Assert.Equal(
            [
                ("PW-77", "/stages/0/required_fields/1"),
                ("PW-77", "/stages/1/entry_guard/all/0/field"),
                ("PW-77", "/draft_stages/0/entry_guard/all/0/field"),
            ],
            uses.Select(u => (u.Id, u.Pointer))
        );
        Assert.Empty(
            await new GuardUses(_rig.Store).OfAsync(EntityKind.Deal, "custom.visits", None)
        );
    }

    private static StageDefinition Stage(string key) =>
        new()
        {
            Key = key,
            Name = key,
            EntryGuard = Guard,
        };
}
