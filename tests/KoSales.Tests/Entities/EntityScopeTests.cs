using FsCheck;
using FsCheck.Fluent;
using KoSales.Domain.CustomFields;
using KoSales.Domain.Entities;
using KoSales.Domain.Leads;
using static KoSales.Tests.Leads.LeadSamples;

namespace KoSales.Tests.Entities;

public sealed class EntityScopeTests
{
    private static readonly Gen<string?> Teams = Gen.Elements("TM-1", "TM-2", null);

    [Fact]
    public void The_filter_and_the_check_in_memory_agree()
    {
        var cases =
            from role in Gen.Elements(Enum.GetValues<Role>())
            from actorTeam in Teams
            from owner in Gen.Elements("A0-0001", "A0-0002", null)
            from leadTeam in Teams
            select (
                new Actor("A0-0001", [role], actorTeam),
                Open with
                {
                    OwnerId = owner,
                    TeamId = leadTeam,
                }
            );
        Prop.ForAll(
                cases.ToArbitrary(),
                c =>
                {
                    var (actor, lead) = c;
                    var matches = FilterMatcher.Compile(
                        HolderScope.Of(actor),
                        LeadFields.With(CustomFieldSet.Empty),
                        Now
                    );
                    return matches(lead) == EntityScope.Sees(actor, lead);
                }
            )
            .QuickCheckThrowOnFailure();
    }

    [Theory]
    [InlineData(Role.Agent, "A0-0001", "TM-2", true)]
    [InlineData(Role.Agent, null, "TM-1", true)]
    [InlineData(Role.Agent, "A0-0009", "TM-1", false)]
    [InlineData(Role.Agent, null, null, false)]
    [InlineData(Role.Manager, "A0-0009", "TM-1", true)]
    [InlineData(Role.Manager, null, null, true)]
    [InlineData(Role.Manager, null, "TM-2", false)]
    [InlineData(Role.Manager, "A0-0009", null, false)]
    [InlineData(Role.Auditor, "A0-0009", "TM-2", true)]
    public void Each_role_sees_what_is_its_own(
        Role role,
        string? owner,
        string? team,
        bool expected
    ) =>
        Assert.Equal(
            expected,
            EntityScope.Sees(
                new Actor("A0-0001", [role], "TM-1"),
                Open with
                {
                    OwnerId = owner,
                    TeamId = team,
                }
            )
        );
}
