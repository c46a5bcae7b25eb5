using System.Net;
using System.Text.Json;
using KoSales.Tests.Leads;

namespace KoSales.Tests.EndToEnd;

/// <summary>What becomes of the values of a file: read as they are meant, or refused, never changed into others.</summary>
[Collection(AppCollection.Name)]
public sealed class ImportValueTests(AppFixture app)
{
    private readonly string _mark = Guid.NewGuid().ToString("N")[..12];

    [Fact]
    public async Task A_decimal_comma_is_read_where_semicolons_separate_and_refused_where_commas_do()
    {
        var mapping = Mapping(("Ref", "external_ref"), ("Acres", "land_acres"));
        var read = await RunAsync($"Ref;Acres\n{_mark}-1;2,5\n{_mark}-2;2.5\n{_mark}-3;1.234\n", mapping);
        Assert.Equal(("completed_with_errors", 3, 2, 1, 0), read.Outcome());
        Assert.Equal(2.5m, (await LeadAsync("1")).GetProperty("land_acres").GetDecimal());

        var refused = await RunAsync($"Ref,Acres\n{_mark}-4,\"2,5\"\n{_mark}-5,\"1,20,000\"\n", mapping);
        Assert.Equal(("completed_with_errors", 2, 1, 1, 0), refused.Outcome());
        Assert.Equal(120_000m, (await LeadAsync("5")).GetProperty("land_acres").GetDecimal());
    }

    [Fact]
    public async Task A_phone_cell_is_one_number_or_two_or_refused_with_the_true_reason()
    {
        var (first, second) = (LeadApi.Phone(), LeadApi.Phone());
        var csv = $"Ref,Phone\n{_mark}-1,\"{first} / {second}\"\n{_mark}-2,{LeadApi.Phone()}.0\n{_mark}-3,'{LeadApi.Phone()}\n{_mark}-4,p:+91{LeadApi.Phone()}\n"
            + $"{_mark}-5,981200012.0\n{_mark}-6,0731-2551156/7\n{_mark}-7,9.81E+09\n";

        var job = await RunAsync(csv, Mapping(("Ref", "external_ref"), ("Phone", "phone")));

        Assert.Equal(("completed_with_errors", 7, 4, 3, 0), job.Outcome());
        Assert.Equal(["phone.too_short", "phone.abbreviated", "phone.scientific"], job.GetProperty("first_errors").EnumerateArray().Select(e => e.GetProperty("code").GetString()!));
        var both = (await (await app.AdminAsync()).GetAsync($"piis/{(await LeadAsync("1")).GetProperty("pii_id").GetString()}")).Body.GetProperty("phones");
        Assert.Equal([$"+91******{first[^4..]}", $"+91******{second[^4..]}"], both.EnumerateArray().Select(p => p.GetProperty("masked").GetString()!));
        Assert.Equal([true, false], both.EnumerateArray().Select(p => p.GetProperty("primary").GetBoolean()));
    }

    [Fact]
    public async Task A_body_is_read_as_strictly_as_a_file()
    {
        var admin = await app.AdminAsync();
        foreach (var phone in new[] { "981200012.0", "0731-255115/6", "9.81E+09" })
        {
            (await admin.PostAsync("leads", new { kind = "farmer", phone })).Expect(HttpStatusCode.UnprocessableEntity);
        }
    }

    private static Dictionary<string, string> Mapping(params (string Column, string Field)[] columns) => columns.ToDictionary(c => c.Column, c => c.Field);

    private async Task<JsonElement> RunAsync(string csv, Dictionary<string, string> mapping)
    {
        var admin = await app.AdminAsync();
        var job = (await admin.ImportAsync(csv, new { mapping, defaults = new { kind = "farmer" } })).Expect(HttpStatusCode.Accepted);
        return await admin.UntilEndedAsync(job.Id);
    }

    private async Task<JsonElement> LeadAsync(string number)
    {
        var found = await (await app.AdminAsync()).GetAsync($"leads?external_ref={_mark}-{number}");
        return Assert.Single(found.Expect(HttpStatusCode.OK).Body.GetProperty("data").EnumerateArray());
    }
}
