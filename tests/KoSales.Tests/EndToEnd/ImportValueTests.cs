using System.Net;
using System.Text.Json;
using KoSales.Tests.Leads;

namespace KoSales.Tests.EndToEnd;

/// <summary>
/// What becomes of the values of a file: read as they are meant, or refused, never changed into others.
/// </summary>
[Collection(AppCollection.Name)]
public sealed class ImportValueTests(AppFixture app)
{
    private readonly string _mark = "m" + Guid.NewGuid().ToString("N")[..12];

    [Fact]
    public async Task A_decimal_comma_is_read_where_semicolons_separate_and_refused_where_commas_do()
    {
        var mapping = Mapping(("Ref", "external_ref"), ("Acres", "land_acres"));
        var read = await RunAsync(
            $"Ref;Acres\n{_mark}-1;2,5\n{_mark}-2;2.5\n{_mark}-3;1.234\n",
            mapping
        );
        Assert.Equal(("completed_with_errors", 3, 2, 1, 0), read.Outcome());
        Assert.Equal(2.5m, (await LeadAsync("1")).GetProperty("land_acres").GetDecimal());

        var refused = await RunAsync(
            $"Ref,Acres\n{_mark}-4,\"2,5\"\n{_mark}-5,\"1,20,000\"\n",
            mapping
        );
        Assert.Equal(("completed_with_errors", 2, 1, 1, 0), refused.Outcome());
        Assert.Equal(120_000m, (await LeadAsync("5")).GetProperty("land_acres").GetDecimal());
    }

    [Fact]
    public async Task A_phone_cell_is_one_number_or_two_or_refused_with_the_true_reason()
    {
        var (first, second) = (LeadApi.Phone(), LeadApi.Phone());
        var csv =
            $"Ref,Phone\n{_mark}-1,\"{first} / {second}\"\n{_mark}-2,{LeadApi.Phone()}.0\n{_mark}-3,'{LeadApi.Phone()}\n{_mark}-4,p:+91{LeadApi.Phone()}\n"
            + $"{_mark}-5,981200012.0\n{_mark}-6,0731-2551156/7\n{_mark}-7,9.81E+09\n";

        var job = await RunAsync(csv, Mapping(("Ref", "external_ref"), ("Phone", "phone")));

        Assert.Equal(("completed_with_errors", 7, 4, 3, 0), job.Outcome());
        Assert.Equal(
            ["phone.too_short", "phone.abbreviated", "phone.scientific"],
            job.GetProperty("first_errors")
                .EnumerateArray()
                .Select(e => e.GetProperty("code").GetString()!)
        );
        var both = (
            await (await app.AdminAsync()).GetAsync(
                $"piis/{(await LeadAsync("1")).GetProperty("pii_id").GetString()}"
            )
        ).Body.GetProperty("phones");
        Assert.Equal(
            [$"+91******{first[^4..]}", $"+91******{second[^4..]}"],
            both.EnumerateArray().Select(p => p.GetProperty("masked").GetString()!)
        );
        Assert.Equal(
            [true, false],
            both.EnumerateArray().Select(p => p.GetProperty("primary").GetBoolean())
        );
    }

    [Fact]
    public async Task A_body_is_read_as_strictly_as_a_file()
    {
        var admin = await app.AdminAsync();
        foreach (var phone in new[] { "981200012.0", "0731-255115/6", "9.81E+09" })
        {
            (await admin.PostAsync("leads", new { kind = "farmer", phone })).Expect(
                HttpStatusCode.UnprocessableEntity
            );
        }
    }

    [Fact]
    public async Task Several_columns_make_one_field_states_go_by_name_and_codes_as_spreadsheets_write_them()
    {
        var phone = LeadApi.Phone();
        var csv =
            $"Ref,First,Last,Mobile,Alt,State,Pin,Crop1,Crop2\n"
            + $"{_mark}-1,Ramesh,Patel,{phone},{LeadApi.Phone()},Madhya Pradesh,466001.0,Soybean,Wheat\n"
            + $"{_mark}-2,Kamla,,{LeadApi.Phone()},,23.0,४६६००१,Soybean,\n"
            + $"{_mark}-3,Sita,Devi,{LeadApi.Phone()},,उत्तर प्रदेश,,,\n"
            + $"{_mark}-4,Gita,Devi,{LeadApi.Phone()},,Nowhere,,,\n";
        var job = await RunAsync(
            csv,
            Mapping(
                ("Ref", "external_ref"),
                ("First", "name"),
                ("Last", "name"),
                ("Mobile", "phone"),
                ("Alt", "phone"),
                ("State", "address.state_code"),
                ("Pin", "address.pincode"),
                ("Crop1", "crops"),
                ("Crop2", "crops")
            )
        );

        Assert.Equal(("completed_with_errors", 4, 3, 1, 0), job.Outcome());
        var first = await LeadAsync("1");
        Assert.Equal(
            ("Ramesh P.", "23", "466001"),
            (
                Text(first, "display_name"),
                Text(first.GetProperty("address"), "state_code"),
                Text(first.GetProperty("address"), "pincode")
            )
        );
        Assert.Equal(
            ["soybean", "wheat"],
            first.GetProperty("crops").EnumerateArray().Select(c => c.GetString()!)
        );
        Assert.Equal(
            ("Kamla", "466001"),
            (
                Text(await LeadAsync("2"), "display_name"),
                Text((await LeadAsync("2")).GetProperty("address"), "pincode")
            )
        );
        Assert.Equal("09", Text((await LeadAsync("3")).GetProperty("address"), "state_code"));
    }

    [Fact]
    public async Task Days_are_read_in_the_order_that_is_named_and_refused_where_none_is()
    {
        var mapping = Mapping(
            ("Ref", "external_ref"),
            ("Next", "next_action_at"),
            ("Made", "created_at")
        );
        var csv = $"Ref,Next,Made\n{_mark}-1,22/11/2026,03/04/2025 14:30\n";
        Assert.Equal(
            ("completed_with_errors", 1, 0, 1, 0),
            (await RunAsync(csv, mapping)).Outcome()
        );
        Assert.Equal(("completed", 1, 1, 0, 0), (await RunAsync(csv, mapping, "dmy")).Outcome());
        var lead = await LeadAsync("1");
        Assert.Equal("2025-04-03T09:00:00.000Z", Text(lead, "created_at"));
        Assert.Equal("2026-11-21T18:30:00.000Z", Text(lead, "next_action_at"));
        var future = await RunAsync($"Ref,Next,Made\n{_mark}-2,,2999-01-01\n", mapping);
        Assert.Equal(("completed_with_errors", 1, 0, 1, 0), future.Outcome());
    }

    [Fact]
    public async Task Owners_go_by_id_or_address_and_blank_rows_do_not_count()
    {
        var team = new LeadApi(app);
        await team.InitializeAsync();
        var csv =
            $"Ref,Owner,Team\n{_mark}-1,{team.AgentId},\n,,\n{_mark}-2,,{team.TeamId}\n , ,\n{_mark}-3,A0-9999,\n";
        var job = await RunAsync(
            csv,
            Mapping(("Ref", "external_ref"), ("Owner", "owner_id"), ("Team", "team_id"))
        );
        Assert.Equal(("completed_with_errors", 3, 2, 1, 0), job.Outcome());
        Assert.Equal("Owner", job.GetProperty("first_errors")[0].GetProperty("column").GetString());
        Assert.Equal(6, job.GetProperty("first_errors")[0].GetProperty("row").GetInt64());
        var owned = await LeadAsync("1");
        Assert.Equal(
            (team.AgentId, team.TeamId),
            (Text(owned, "owner_id"), Text(owned, "team_id"))
        );
        Assert.Equal(team.TeamId, Text(await LeadAsync("2"), "team_id"));
        (await team.Agent.GetAsync($"leads/{Text(owned, "id")}")).Expect(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("utf-16", "utf-16le")]
    [InlineData("utf-16BE", "utf-16be")]
    [InlineData("windows-1252", "windows-1252")]
    [InlineData("utf-8", "utf-8")]
    public async Task A_file_is_read_in_its_encoding_and_the_answer_says_which(
        string written,
        string said
    )
    {
        var encoding =
            System.Text.CodePagesEncodingProvider.Instance.GetEncoding(written)
            ?? System.Text.Encoding.GetEncoding(written);
        var district = written == "windows-1252" ? "Málaga" : "ज़िला Málaga".Normalize();
        var csv = encoding
            .GetPreamble()
            .Concat(encoding.GetBytes($"Ref,District\n{_mark}-1,{district}\n"))
            .ToArray();
        var options = JsonSerializer.Serialize(
            new
            {
                mapping = Mapping(("Ref", "external_ref"), ("District", "address.district")),
                defaults = new { kind = "farmer" },
            }
        );
        var admin = await app.AdminAsync();
        var accepted = (await admin.ImportAsync(csv, options)).Expect(HttpStatusCode.Accepted);
        Assert.Equal(said, accepted.Headers["X-Import-Encoding"]);
        await admin.UntilEndedAsync(accepted.Id);
        Assert.EndsWith(
            "Málaga",
            Text((await LeadAsync("1")).GetProperty("address"), "district"),
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData(
        "id,created_time,ad_id,ad_name,adset_id,adset_name,campaign_id,campaign_name,form_id,"
            + "form_name,is_organic,platform,full_name,phone_number,email,city,state,post_code",
        "l:17,2026-01-02T10:00:00+05:30,ag:1,Ad,as:1,Set,c:1,Kharif,f:1,Form,false,fb,Shri Ramesh Patel,p:+91{0},r@example.in,Sehore,Madhya Pradesh,z:466001"
    )]
    [InlineData(
        "UNIQUE_QUERY_ID,QUERY_TYPE,QUERY_TIME,SENDER_NAME,SENDER_MOBILE,SENDER_EMAIL,"
            + "SENDER_COMPANY,SENDER_CITY,SENDER_STATE,SENDER_PINCODE,SUBJECT,QUERY_PRODUCT_NAME,"
            + "SENDER_MOBILE_ALT",
        "2012487827,W,2026-01-02 10:00:00,Arun,+91-{0},a@example.in,Arun Traders,Indore,Madhya Pradesh,452001,Seeds,Soybean Seed,"
    )]
    [InlineData(
        "First Name,Last Name,Contact No. 1,E-mail 1 - Type,E-mail 1 - Value,State,Total Visits",
        "Ramesh,Patel,{0},* Work,r2@example.in,MP,3"
    )]
    [InlineData(
        "नाम,मोबाइल नंबर,गाँव,जिला,राज्य,फसल",
        "रमेश पटेल,{0},आष्टा,सीहोर,मध्य प्रदेश,सोयाबीन"
    )]
    public async Task A_suggested_mapping_is_one_that_the_import_takes(string header, string row)
    {
        var admin = await app.AdminAsync();
        var suggested = (
            await admin.PostAsync("leads/import/suggest", new { columns = header.Split(',') })
        )
            .Expect(HttpStatusCode.OK)
            .Body;
        Assert.DoesNotContain(
            "do_not_contact",
            suggested.GetProperty("mapping").GetRawText(),
            StringComparison.Ordinal
        );
        Assert.Contains(
            "\"phone\"",
            suggested.GetProperty("mapping").GetRawText(),
            StringComparison.Ordinal
        );
        var options = JsonSerializer.Serialize(
            new
            {
                mapping = suggested.GetProperty("mapping"),
                defaults = suggested.GetProperty("defaults"),
                value_map = suggested.GetProperty("value_map"),
            }
        );
        var csv =
            header
            + "\n"
            + row.Replace("l:17", "l:" + _mark, StringComparison.Ordinal)
                .Replace("2012487827", _mark, StringComparison.Ordinal)
                .Replace("{0}", LeadApi.Phone(), StringComparison.Ordinal)
            + "\n";
        var job = (
            await admin.ImportAsync(System.Text.Encoding.UTF8.GetBytes(csv), options)
        ).Expect(HttpStatusCode.Accepted);
        var ended = await admin.UntilEndedAsync(job.Id);
        Assert.True(ended.Outcome() == ("completed", 1, 1, 0, 0), ended.GetRawText());
    }

    [Fact]
    public async Task A_csv_download_is_one_that_excel_opens_unless_asked_otherwise()
    {
        using var http = new HttpClient();
        http.DefaultRequestHeaders.Authorization = new("Bearer", (await app.AdminAsync()).Token);
        var marked = await http.GetByteArrayAsync(
            new Uri(app.Process.Address, $"leads/export.csv?external_ref={_mark}")
        );
        var plain = await http.GetByteArrayAsync(
            new Uri(app.Process.Address, $"leads/export.csv?external_ref={_mark}&bom=false")
        );
        Assert.Equal([0xEF, 0xBB, 0xBF], marked[..3]);
        Assert.Equal(plain, marked[3..]);
    }

    private static string Text(JsonElement element, string name) =>
        element.GetProperty(name).GetString()!;

    private static Dictionary<string, string> Mapping(
        params (string Column, string Field)[] columns
    ) => columns.ToDictionary(c => c.Column, c => c.Field);

    private async Task<JsonElement> RunAsync(
        string csv,
        Dictionary<string, string> mapping,
        string dateFormat = "ymd"
    )
    {
        var admin = await app.AdminAsync();
        var job = (
            await admin.ImportAsync(
                csv,
                new
                {
                    mapping,
                    defaults = new { kind = "farmer" },
                    date_format = dateFormat,
                }
            )
        ).Expect(HttpStatusCode.Accepted);
        return await admin.UntilEndedAsync(job.Id);
    }

    private async Task<JsonElement> LeadAsync(string number)
    {
        var found = await (await app.AdminAsync()).GetAsync($"leads?external_ref={_mark}-{number}");
        return Assert.Single(
            found.Expect(HttpStatusCode.OK).Body.GetProperty("data").EnumerateArray()
        );
    }
}
