using System.Net;
using KoSales.Tests.EndToEnd;

namespace KoSales.Tests.Leads;

/// <summary>One text in two encodings is one text, wherever it comes in.</summary>
[Collection(AppCollection.Name)]
public sealed class LeadTextEndpointTests(LeadApi api, AppFixture app) : IClassFixture<LeadApi>
{
    // "ज़िला" and "Málaga", composed as the standard composes them and taken apart.
    private const string Composed = "\u091C\u093C\u093F\u0932\u093E M\u00E1laga";
    private const string Decomposed = "\u095B\u093F\u0932\u093E Ma\u0301laga";

    private readonly string _mark = "m" + Guid.NewGuid().ToString("N")[..10];

    [Fact]
    public async Task A_word_is_found_in_whichever_form_it_was_stored_or_asked_for()
    {
        var lead = await api.NewAsync(
            body: new
            {
                name = $"{Decomposed} {_mark}",
                phone = LeadApi.Phone(),
                kind = "farmer",
                external_ref = _mark + Decomposed,
                address = new { district = Decomposed },
                crops = new[] { Decomposed },
                tags = new[] { Decomposed },
            }
        );

        Assert.Equal(
            Composed,
            lead.Body.GetProperty("address").GetProperty("district").GetString()
        );
        foreach (var form in new[] { Composed, Decomposed })
        {
            var asked = Uri.EscapeDataString(form);
            Assert.Equal([lead.Id], await IdsAsync($"leads?external_ref={_mark}{asked}"));
            Assert.Contains(lead.Id, await IdsAsync($"leads?address.district={asked}&limit=200"));
            Assert.Contains(
                lead.Id,
                await IdsAsync(
                    $"leads?tags={Uri.EscapeDataString(form.Replace(' ', '-').ToLowerInvariant())}&limit=200"
                )
            );
        }
    }

    [Theory]
    [InlineData("contacts", """{"name": "?", "kind": "farmer", "phone": "9876543210"}""")]
    [InlineData("customers", """{"name": "?", "kind": "dealer"}""")]
    [InlineData("deals", """{"title": "?"}""", "title")]
    [InlineData("agents", """{"name": "?", "email": "x@example.in", "roles": ["agent"]}""")]
    [InlineData("teams", """{"name": "?"}""")]
    [InlineData("cohorts", """{"name": "?", "entity": "lead", "include_ids": []}""")]
    [InlineData("calendars", """{"name": "?", "week": {}}""")]
    [InlineData("custom-fields", """{"name": "?", "entity": "lead", "key": "x", "type": "text"}""")]
    [InlineData("api-keys", """{"name": "?", "scopes": ["*:read"]}""")]
    [InlineData("signal-sources", """{"name": "?", "key": "x", "preset": "custom"}""")]
    public async Task A_name_that_nobody_sees_is_no_name(
        string path,
        string body,
        string member = "name"
    )
    {
        var admin = await app.AdminAsync();
        foreach (var name in new[] { "   ", "\u200B \u202E", " \u200C\u200D", "\u3164", "\u00A0" })
        {
            var refused = await admin.PostAsync(
                path,
                body.Replace("?", name, StringComparison.Ordinal)
            );

            var fault = refused
                .Expect(HttpStatusCode.UnprocessableEntity)
                .Body.GetProperty("errors")
                .EnumerateArray()
                .Single(e => e.GetProperty("pointer").GetString() == "/" + member);
            Assert.Equal("too_short", fault.GetProperty("code").GetString());
        }
    }

    [Fact]
    public async Task The_same_reference_in_another_form_is_the_same_reference_in_a_file_too()
    {
        var options = new
        {
            mapping = new Dictionary<string, string> { [$"Réf"] = "external_ref" },
            defaults = new { kind = "farmer" },
        };
        var job = (
            await api.Manager.ImportAsync(
                $"Re\u0301f\n{_mark}{Decomposed}\n{_mark}{Composed}\n\u200B{_mark}{Composed}\u200E\n",
                options
            )
        ).Expect(HttpStatusCode.Accepted);
        Assert.Equal(
            ("completed", 3, 1, 0, 2),
            (await api.Manager.UntilEndedAsync(job.Id)).Outcome()
        );
    }

    [Theory]
    [InlineData("\u200B")]
    [InlineData("\uFEFF\u2060")]
    [InlineData("\u202E\u202C ")]
    [InlineData("\u200D")]
    public async Task What_nobody_sees_is_no_name(string nothing)
    {
        var lead = await api.NewAsync(
            body: new
            {
                name = nothing,
                business_name = nothing,
                phone = LeadApi.Phone(),
                kind = "farmer",
            }
        );
        Assert.StartsWith(
            "+91",
            lead.Body.GetProperty("display_name").GetString(),
            StringComparison.Ordinal
        );
        Assert.False(lead.Body.TryGetProperty("business_name", out _));
        (await (await app.AdminAsync()).PostAsync("teams", new { name = nothing })).Expect(
            HttpStatusCode.UnprocessableEntity
        );
    }

    [Fact]
    public async Task Names_are_sorted_without_regard_to_case()
    {
        foreach (var name in new[] { "Banana", "apple", "cherry" })
        {
            await api.NewAsync(
                body: new
                {
                    business_name = $"{name} {_mark}",
                    phone = LeadApi.Phone(),
                    kind = "dealer",
                    tags = new[] { _mark },
                }
            );
        }

        var found = (await api.Manager.GetAsync($"leads?tags={_mark}&sort=display_name")).Expect(
            HttpStatusCode.OK
        );
        Assert.Equal(
            ["apple", "Banana", "cherry"],
            found
                .Body.GetProperty("data")
                .EnumerateArray()
                .Select(l => l.GetProperty("display_name").GetString()!.Split(' ')[0])
        );
        var page = (await api.Manager.GetAsync($"leads?tags={_mark}&sort=-display_name&limit=2"))
            .Expect(HttpStatusCode.OK)
            .Body;
        var next = (
            await api.Manager.GetAsync(
                $"leads?tags={_mark}&sort=-display_name&limit=2&cursor={page.GetProperty("next_cursor").GetString()}"
            )
        ).Expect(HttpStatusCode.OK);
        Assert.StartsWith(
            "apple",
            Assert
                .Single(next.Body.GetProperty("data").EnumerateArray())
                .GetProperty("display_name")
                .GetString(),
            StringComparison.Ordinal
        );
    }

    private async Task<IReadOnlyList<string>> IdsAsync(string path) =>
        [
            .. (await api.Manager.GetAsync(path))
                .Expect(HttpStatusCode.OK)
                .Body.GetProperty("data")
                .EnumerateArray()
                .Select(l => l.GetProperty("id").GetString()!),
        ];
}
