using System.Text;
using KoSales.Functions.Api.Bodies;
using KoSales.Functions.Api.Requests;
using KoSales.Functions.Api.Responses;
using KoSales.Functions.Storage;
using KoSales.Functions.Storage.Sqlite;
using KoSales.Tests.Api.Bodies;
using KoSales.Tests.Storage;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;

namespace KoSales.Tests.Api;

/// <summary>Faults of form and faults against rules come in one answer.</summary>
public sealed class UnfitBodyTests
{
    private const string Unfit = """{"name": "x", "score": -1}""";

    [Fact]
    public async Task What_rules_say_of_the_other_members_stands_beside_the_faults_of_form() =>
        Assert.Equal(
            ["/score", "/nope", "/tags/0"],
            await PointersAsync("""{"name": "x", "score": -1, "nope": 1, "tags": ["bad"]}""")
        );

    [Fact]
    public async Task A_member_that_is_said_twice_leaves_the_faults_of_form_alone() =>
        Assert.Equal(
            ["/nope", "/nope"],
            await PointersAsync("""{"name": "x", "nope": 1, "nope": 2, "tags": ["bad"]}""")
        );

    [Fact]
    public async Task One_item_at_fault_leaves_the_others_to_the_rules() =>
        Assert.Equal(
            ["/tags/1", "/tags/0", "/tags/2"],
            await PointersAsync("""{"name": "x", "tags": ["bad", 7, "bad"]}""")
        );

    [Fact]
    public async Task A_part_of_an_item_at_fault_leaves_its_other_parts_to_the_rules() =>
        Assert.Equal(
            ["/places/0/pincode", "/places/0/village", "/places/1/village"],
            await PointersAsync(
                """
                {"name": "x", "places": [
                  {"pincode": "1", "village": "bad"}, {"pincode": "466001", "village": "bad"}]}
                """
            )
        );

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
    public async Task Nothing_is_said_about_what_hangs_on_a_member_at_fault() =>
        Assert.Equal(
            ["/hot", "/address/village"],
            await PointersAsync(
                """
                {"name": "x", "hot": 1, "tags": ["bad"],
                 "address": {"pincode": "466001", "village": "bad"}}
                """
            )
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

    [Fact]
    public async Task What_fails_for_want_of_the_members_left_out_is_not_told() =>
        Assert.Equal(
            ["/score"],
            await PointersAsync(Unfit, _ => throw new InvalidOperationException("no score"))
        );

    [Fact]
    public async Task An_outage_of_the_store_is_503_though_the_body_is_unfit()
    {
        var outage = await Assert.ThrowsAsync<StoreUnavailableException>(() =>
            HearAsync(Unfit, _ => throw new StoreUnavailableException("gone"))
        );

        var answer = new Failures(NullLogger<Failures>.Instance).AnswerTo(
            outage,
            new DefaultHttpContext(),
            "SampleCreate",
            "0123456789abcdef0123456789abcdef"
        );

        Assert.Equal(StatusCodes.Status503ServiceUnavailable, answer.Status);
    }

    [Fact]
    public Task A_cancelled_request_ends_as_cancelled_though_the_body_is_unfit() =>
        Assert.ThrowsAsync<OperationCanceledException>(() =>
            HearAsync(Unfit, _ => throw new OperationCanceledException())
        );

    [Fact]
    public async Task A_request_with_an_unfit_body_writes_nothing()
    {
        using var folder = new TempFolder();
        using var store = new BannableStore(
            new SqliteDocumentStore(
                new SqliteStoreOptions(folder.File("store.db")),
                TimeProvider.System
            )
        );
        await store.EnsureAsync(Samples.All, CancellationToken.None);
        var committed = false;

        var pointers = await PointersAsync(
            Unfit,
            async _ =>
            {
                await store.CommitAsync(new WriteBatch(), CancellationToken.None);
                committed = true;
            }
        );

        Assert.Equal((false, "/score"), (committed, Assert.Single(pointers)));
        Assert.True(
            (await store.CommitAsync(new WriteBatch(), CancellationToken.None)).IsCommitted
        );
    }

    [Fact]
    public async Task Even_a_request_that_says_nothing_of_it_is_refused() =>
        Assert.Equal(["/score"], await PointersAsync(Unfit, _ => Task.CompletedTask));

    private static async Task<IEnumerable<string?>> PointersAsync(
        string json,
        Func<CreateSample, Task>? useCase = null
    ) => (await FaultsAsync(json, useCase)).Skip(1).Select(f => f.Pointer);

    private static async Task<IReadOnlyList<Fault>> FaultsAsync(
        string json,
        Func<CreateSample, Task>? useCase = null
    )
    {
        var refused = await Assert.ThrowsAsync<RefusalException>(() =>
            HearAsync(json, useCase ?? Rules)
        );
        return refused.Faults;
    }

    private static Task HearAsync(string json, Func<CreateSample, Task> useCase) =>
        UnfitBody
            .Begin()
            .HearAsync(() =>
            {
                var body = SampleContracts.Bodies.Fit<CreateSample>(
                    Encoding.UTF8.GetBytes(json),
                    ""
                );
                return useCase(body.OrRefuse().Value);
            });

    private static Task Rules(CreateSample body) => throw new RefusalException([.. FaultsOf(body)]);

    private static IEnumerable<Fault> FaultsOf(CreateSample body)
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

        foreach (var (i, place) in (body.Places ?? []).Index())
        {
            if (place.Village == "bad")
                yield return Fault.Invalid($"/places/{i}/village", "sample.village", "It is bad.");
        }
    }
}
