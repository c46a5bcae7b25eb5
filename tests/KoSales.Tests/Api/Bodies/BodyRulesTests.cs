using System.Text;
using KoSales.Functions.Api.Bodies;

namespace KoSales.Tests.Api.Bodies;

/// <summary>Faults of form and faults against rules come in one answer.</summary>
public sealed class BodyRulesTests
{
    private static readonly BodyReader Bodies = new(SampleContracts.All, [new SampleRules()]);

    [Fact]
    public async Task What_rules_say_of_the_other_members_stands_beside_the_faults_of_form() =>
        Assert.Equal(
            ["/score", "/nope", "/tags/0"],
            await PointersAsync("""{"name": "x", "score": -1, "nope": 1, "tags": ["bad"]}""")
        );

    [Fact]
    public async Task Nothing_is_said_twice_of_a_member_whose_form_is_at_fault() =>
        Assert.Equal(["/tags/1"], await PointersAsync("""{"name": "x", "tags": ["bad", 7]}"""));

    [Fact]
    public async Task A_required_member_that_is_missing_keeps_no_other_fault_back() =>
        Assert.Equal(
            ["/name", "/address/village"],
            await PointersAsync("""{"address": {"pincode": "466001", "village": "bad"}}""")
        );

    [Fact]
    public async Task A_faulty_part_of_an_object_leaves_its_other_parts_to_the_rules() =>
        Assert.Equal(
            ["/address/pincode", "/address/village"],
            await PointersAsync("""{"name": "x", "address": {"pincode": "1", "village": "bad"}}""")
        );

    [Fact]
    public async Task The_summary_counts_them_all()
    {
        var faults = await FaultsAsync("""{"name": "x", "score": -1, "tags": ["bad"]}""");

        Assert.Equal(
            ("body.invalid", "2 members of the body are not as they should be; see errors."),
            (faults[0].Code, faults[0].Detail)
        );
    }

    [Fact]
    public async Task A_body_that_is_no_object_has_its_one_fault() =>
        Assert.Equal([""], await PointersAsync("[]"));

    private static async Task<IEnumerable<string?>> PointersAsync(string json) =>
        (await FaultsAsync(json)).Skip(1).Select(f => f.Pointer);

    private static async Task<IReadOnlyList<Fault>> FaultsAsync(string json)
    {
        var utf8 = Encoding.UTF8.GetBytes(json);
        return await Bodies.WithRulesAsync<CreateSample>(
            utf8,
            Bodies.Read<CreateSample>(utf8, "").Faults,
            CancellationToken.None
        );
    }

    private sealed class SampleRules : BodyRules<CreateSample>
    {
        protected override ValueTask<IReadOnlyList<Fault>> FaultsAsync(
            CreateSample body,
            CancellationToken cancellationToken
        ) => new([.. Faults(body)]);

        private static IEnumerable<Fault> Faults(CreateSample body)
        {
            if (body.Name.Length == 0)
                yield return Fault.Invalid("/name", "sample.name", "It is empty.");
            if (body.Address?.Village == "bad")
                yield return Fault.Invalid("/address/village", "sample.village", "It is bad.");
            foreach (var (i, tag) in (body.Tags ?? []).Index())
            {
                if (tag == "bad")
                    yield return Fault.Invalid($"/tags/{i}", "sample.tag", "It is bad.");
            }
        }
    }
}
