namespace KoSales.Tests.Architecture;

public sealed class FloorsTests
{
    private static readonly Dictionary<string, Floors> Projects = new()
    {
        [Floors.Domain.Name] = Floors.Domain,
        [Floors.Functions.Name] = Floors.Functions,
    };

    public static TheoryData<string> Names => [.. Projects.Keys];

    [Theory, MemberData(nameof(Names))]
    public void No_folder_uses_one_above_it_or_beside_it(string project)
    {
        var wrong = Projects[project].Wrong();

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    [Theory, MemberData(nameof(Names))]
    public void Every_folder_stands_on_one_floor(string project)
    {
        var floors = Projects[project];

        var named = floors.Levels.SelectMany(l => l).Order(StringComparer.Ordinal);

        Assert.Equal(floors.Folders, named);
    }

    [Fact]
    public void An_arrow_is_seen_where_only_a_body_names_the_type()
    {
        var arrows = TypeArrows.Of(typeof(FloorsTests).Assembly);

        Assert.Contains(
            new TypeArrow(typeof(FloorsTests).FullName!, typeof(Floors).FullName!),
            arrows
        );
        Assert.Contains(
            new TypeArrow(typeof(Floors).FullName!, typeof(EndToEnd.Solution).FullName!),
            arrows
        );
    }
}
