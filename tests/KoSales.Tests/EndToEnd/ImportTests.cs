using System.Net;
using System.Text;

namespace KoSales.Tests.EndToEnd;

[Collection(AppCollection.Name)]
public sealed class ImportTests(AppFixture app)
{
    private static readonly object Options = new
    {
        mapping = new Dictionary<string, string>
        {
            ["Name"] = "name",
            ["Phone"] = "phone",
            ["Kind"] = "kind",
            ["Ref"] = "external_ref",
        },
        defaults = new { kind = "farmer" },
        value_map = new Dictionary<string, object>
        {
            ["kind"] = new Dictionary<string, string> { ["Shop"] = "dealer" },
        },
    };

    [Fact]
    public async Task Every_row_is_accounted_for_and_every_fault_is_told_by_row_and_column()
    {
        var admin = await app.AdminAsync();
        var csv =
            "\uFEFFName;Phone;Kind;Ref;\r\n"
            + "Ramesh Patel;7000000001;;import-a;\r\n"
            + "\"Asha\r\nVerma\";07000000002;Shop;import-b;\r\n"
            + "Too Short;123;;import-c;\r\n"
            + "\r\n"
            + "Unknown Kind;7000000003;king;import-d;\r\n"
            + "Ragged;7000000004\r\n"
            + "\"Quoted\"wrongly;7000000005;;import-e;\r\n"
            + "Same Phone;+91 70000 00001;;import-f;\r\n"
            + "Same Ref;7000000006;;import-a;\r\n"
            + "Nobody;;;;\r\n";

        var accepted = (await admin.ImportAsync(csv, Options)).Expect(HttpStatusCode.Accepted);
        Assert.Equal($"/api/v1/jobs/{accepted.Id}", accepted.Headers["Location"]);
        var job = await admin.UntilEndedAsync(accepted.Id);

        Assert.Equal(("completed_with_errors", 9, 1, 6, 2), job.Outcome());
        var errors = (await admin.GetAsync($"jobs/{accepted.Id}/errors")).Expect(HttpStatusCode.OK);
        Assert.StartsWith("text/csv", errors.Headers["Content-Type"], StringComparison.Ordinal);
        Assert.Equal(
            [
                ("3", "Name", "control_character"),
                ("4", "Phone", "phone.too_short"),
                ("5", "Kind", "invalid"),
                ("6", "", "import.ragged_row"),
                ("7", "", "import.text_after_quote"),
                ("10", "Phone", "lead.unreachable"),
            ],
            errors
                .Text.Split("\r\n", StringSplitOptions.RemoveEmptyEntries)[1..]
                .Select(line => line.Split(','))
                .Select(c => (c[0], c[1], c[2]))
        );
        Assert.DoesNotContain("7000000", errors.Text, StringComparison.Ordinal);
        Assert.Equal(
            1,
            await admin.CountLeadsAsync(
                "external_ref=import-a,import-b,import-c,import-d,import-e,import-f"
            )
        );
    }

    [Fact]
    public async Task A_second_import_of_the_same_file_skips_every_row()
    {
        var admin = await app.AdminAsync();
        var csv =
            "Name,Phone,Kind,Ref\n"
            + string.Join(
                '\n',
                Enumerable.Range(0, 1200).Select(i => $"Farmer {i},70010{i:D5},,twice-{i}")
            );

        var first = await admin.UntilEndedAsync((await admin.ImportAsync(csv, Options)).Id);
        var second = await admin.UntilEndedAsync((await admin.ImportAsync(csv, Options)).Id);

        Assert.Equal(("completed", 1200, 1200, 0, 0), first.Outcome());
        Assert.Equal(("completed", 1200, 0, 0, 1200), second.Outcome());
    }

    [Fact]
    public async Task Duplicates_can_be_errors_or_be_merged()
    {
        var admin = await app.AdminAsync();
        var mapping = new Dictionary<string, string>
        {
            ["Phone"] = "phone",
            ["Kind"] = "kind",
            ["District"] = "address.district",
        };
        await admin.UntilEndedAsync(
            (
                await admin.ImportAsync(
                    "Phone,Kind,District\n7002000001,farmer,\n",
                    new { mapping }
                )
            ).Id
        );
        const string Again =
            "Phone,Kind,District\n7002000001,farmer,Merged district\n7002000002,farmer,Indore\n7002000002,farmer,Dewas\n";

        var merged = await admin.UntilEndedAsync(
            (await admin.ImportAsync(Again, new { mapping, on_duplicate = "merge" })).Id
        );
        var failed = await admin.UntilEndedAsync(
            (await admin.ImportAsync(Again, new { mapping, on_duplicate = "fail" })).Id
        );

        Assert.Equal(("completed", 3, 3, 0, 0), merged.Outcome());
        Assert.Equal(("completed_with_errors", 3, 0, 3, 0), failed.Outcome());
        Assert.Equal(
            "lead.duplicate_phone",
            failed.GetProperty("first_errors")[0].GetProperty("code").GetString()
        );
        Assert.Equal(1, await admin.CountLeadsAsync("address.district=Merged%20district"));
    }

    [Fact]
    public async Task A_dry_run_tells_the_outcome_and_makes_nothing()
    {
        var admin = await app.AdminAsync();
        const string Csv = "Name,Phone,Kind,Ref\nGood,7003000001,,dry-1\nBad,12,,dry-2\n";

        var job = await admin.UntilEndedAsync(
            (await admin.ImportAsync(Csv, Options, "&dry_run=true")).Id
        );

        Assert.Equal(("completed_with_errors", 2, 1, 1, 0), job.Outcome());
        Assert.True(job.GetProperty("dry_run").GetBoolean());
        Assert.Equal(0, await admin.CountLeadsAsync("external_ref=dry-1,dry-2"));
    }

    [Fact]
    public async Task What_is_wrong_with_options_and_header_is_told_before_a_job_starts()
    {
        var admin = await app.AdminAsync();
        var refused = await admin.ImportAsync(
            "Name,Phone\nA,1\n",
            new
            {
                mapping = new Dictionary<string, string>
                {
                    ["Nom"] = "name",
                    ["Phone"] = "custom.nope",
                },
            }
        );

        Assert.Equal(422, (int)refused.Status);
        Assert.Equal(
            ["/mapping/Nom", "/mapping/Phone"],
            refused
                .Body.GetProperty("errors")
                .EnumerateArray()
                .Select(e => e.GetProperty("pointer").GetString())
        );
        (await admin.ImportAsync("Name,Name\nA,1\n", Options)).Expect(
            HttpStatusCode.UnprocessableEntity
        );
        (await admin.ImportAsync("", Options)).ExpectProblem(422, "import.no_header");
        byte[] broken = [.. "N\n"u8, .. Enumerable.Repeat((byte)'a', 70_000), 0x0a, 0xff, 0xfe];
        (await admin.ImportAsync(broken, """{"mapping":{"N":"name"}}""")).ExpectProblem(
            422,
            "import.not_utf8"
        );
        (
            await admin.ImportAsync(
                Encoding.UTF8.GetBytes("N\n1"),
                """{"mapping":{"N":"name"},"owner_id":"A0-0001"}"""
            )
        ).Expect(HttpStatusCode.UnprocessableEntity);
        (await admin.ImportAsync(Encoding.UTF8.GetBytes("N\n1"), "{")).ExpectProblem(
            400,
            "import.bad_options"
        );
        (await admin.PostAsync("leads/import", new { }, ("X-Import-Options", "{}"))).Expect(
            HttpStatusCode.UnsupportedMediaType
        );
    }

    [Fact]
    public async Task Suggestions_are_a_mapping_that_the_import_takes()
    {
        var admin = await app.AdminAsync();
        var suggested = (
            await admin.PostAsync(
                "leads/import/suggest",
                new { columns = new[] { "Full Name", "Mobile No", "Mystery" } }
            )
        )
            .Expect(HttpStatusCode.OK)
            .Body;

        Assert.Equal(
            "phone",
            suggested.GetProperty("mapping").GetProperty("Mobile No").GetString()
        );
        Assert.Equal("Mystery", suggested.GetProperty("unmapped")[0].GetString());
        var options =
            "{\"mapping\":"
            + suggested.GetProperty("mapping")
            + ",\"defaults\":{\"kind\":\"farmer\"}}";
        var job = await admin.UntilEndedAsync(
            (
                await admin.ImportAsync(
                    Encoding.UTF8.GetBytes("Full Name,Mobile No,Mystery\nA B,7004000001,x"),
                    options
                )
            ).Id
        );
        Assert.Equal(("completed", 1, 1, 0, 0), job.Outcome());
    }

    [Fact]
    public async Task A_repeated_request_with_its_key_is_one_job()
    {
        var admin = await app.AdminAsync();
        async Task<Reply> SendAsync()
        {
            var content = new StringContent(
                "Name,Phone,Kind,Ref\nOnce,7005000001,,once-1\n",
                Encoding.UTF8,
                "text/csv"
            );
            return await admin.SendAsync(
                HttpMethod.Post,
                "leads/import",
                content,
                ("X-Import-Options", System.Text.Json.JsonSerializer.Serialize(Options)),
                ("Idempotency-Key", "import-once")
            );
        }

        var first = (await SendAsync()).Expect(HttpStatusCode.Accepted);
        var second = (await SendAsync()).Expect(HttpStatusCode.Accepted);

        Assert.Equal(first.Id, second.Id);
        Assert.Equal("true", second.Headers["Idempotency-Replayed"]);
    }
}
