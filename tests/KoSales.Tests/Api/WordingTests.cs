using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using KoSales.Tests.EndToEnd;

namespace KoSales.Tests.Api;

/// <summary>What sentences to people and names to programs are put together from.</summary>
public sealed partial class WordingTests
{
    public static TheoryData<Type> Ids =>
        [
            .. typeof(Document)
                .Assembly.GetTypes()
                .Where(t =>
                    t.GetInterfaces()
                        .Any(i =>
                            i.IsGenericType && i.GetGenericTypeDefinition() == typeof(IEntityId<>)
                        )
                ),
        ];

    public static TheoryData<Type> Enums =>
        [.. typeof(Document).Assembly.GetTypes().Where(IsOnTheWire)];

    [Theory]
    [MemberData(nameof(Ids))]
    public void An_id_stands_in_a_sentence_as_its_value(Type type)
    {
        var id = Activator.CreateInstance(type, "X-1")!;

        Assert.Equal("There is no X-1.", $"There is no {id}.");
    }

    [Theory]
    [MemberData(nameof(Enums))]
    public void A_name_written_by_hand_is_the_one_on_the_wire(Type type)
    {
        var names =
            (IReadOnlyList<string>)
                typeof(WireNames<>).MakeGenericType(type).GetProperty("All")!.GetValue(null)!;

        Assert.Equal(
            Enum.GetValues(type)
                .Cast<object>()
                .Select(v => JsonSerializer.Serialize(v, type).Trim('"')),
            names
        );
    }

    [Fact]
    public void An_enum_is_never_spelled_by_lower_casing_its_name()
    {
        var spelled = Solution
            .Sources()
            .Where(s => Spelling().IsMatch(s.Text))
            .Select(s => s.Path)
            .ToList();

        Assert.True(spelled.Count == 0, "take WireNames in " + string.Join(", ", spelled));
    }

    private static bool IsOnTheWire(Type type) =>
        type.IsEnum
        && type.IsPublic
        && type.GetFields().Any(f => f.IsDefined(typeof(JsonStringEnumMemberNameAttribute), false));

    [GeneratedRegex(@"ToString\(\)\.ToLowerInvariant|GetNames?<")]
    private static partial Regex Spelling();
}
