using KoSales.Domain.Teams;
using static KoSales.Tests.Agents.SomeAgent;

namespace KoSales.Tests.Teams;

public sealed class TeamTests
{
    private static readonly Team North = Team.Found(
        new Team
        {
            Id = TeamId.Of("TM-1"),
            Name = "North",
            Members = 5,
            Version = 3,
        },
        ByAdmin
    );

    [Fact]
    public void A_new_team_has_no_members_whatever_the_draft_says() =>
        Assert.Equal((1, 0, "A0-0001"), (North.Version, North.Members, North.CreatedBy));

    [Fact]
    public void A_team_with_members_is_not_dissolved() =>
        Assert.Equal(
            "team.not_empty",
            Assert.Single((North with { Members = 1 }).Dissolve(ByAdmin).Faults).Code
        );

    [Fact]
    public void A_dissolved_team_can_be_restored_once()
    {
        var restored = North.Dissolve(ByAdmin).Value.Restore(ByAdmin).Value;
        Assert.Equal((3, null), (restored.Version, restored.DeletedAt));
        Assert.Equal("team.not_deleted", Assert.Single(restored.Restore(ByAdmin).Faults).Code);
    }
}
