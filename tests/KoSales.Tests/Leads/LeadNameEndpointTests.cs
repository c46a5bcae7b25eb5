using System.Net;
using System.Text.Json;
using KoSales.Tests.EndToEnd;

namespace KoSales.Tests.Leads;

[Collection(AppCollection.Name)]
public sealed class LeadNameEndpointTests(LeadApi api) : IClassFixture<LeadApi>
{
    private readonly string _surname =
        "Q"
        + string.Concat(
            Guid.NewGuid()
                .ToString("N")
                .Select(c => (char)('a' + Convert.ToInt32(c.ToString(), 16)))
        );

    [Fact]
    public async Task A_name_is_found_by_any_of_its_words_and_by_all_of_them()
    {
        var lead = await NewAsync($"Shri Ramesh Kumar {_surname}");
        Assert.Equal($"Ramesh Q.", lead.Body.GetProperty("display_name").GetString());
        Assert.False(lead.Body.TryGetProperty("name_index", out _));
        foreach (
            var q in new[]
            {
                _surname,
                _surname.ToUpperInvariant(),
                $"Ramesh {_surname}",
                $"{_surname}, Ramesh",
                $"Shri {_surname}",
                $"kumar {_surname}",
            }
        )
        {
            Assert.Contains(lead.Id, await SearchAsync(q));
        }

        Assert.DoesNotContain(lead.Id, await SearchAsync($"Suresh {_surname}"));
        Assert.DoesNotContain(lead.Id, await SearchAsync(_surname[..^2]));
    }

    [Fact]
    public async Task A_changed_name_is_found_by_its_new_words_only_and_an_erased_one_by_none()
    {
        var lead = await NewAsync($"Ramesh {_surname}");
        (
            await api.Manager.PatchAsync(
                $"leads/{lead.Id}",
                new { name = $"Ramesh {_surname}new" },
                lead.ETag
            )
        ).Expect(HttpStatusCode.OK);
        Assert.DoesNotContain(lead.Id, await SearchAsync(_surname));
        Assert.Contains(lead.Id, await SearchAsync(_surname + "new"));
        var others = await api.OthersAsync();
        Assert.Empty(
            (await others.Agent.GetAsync($"search?q={_surname}new"))
                .Body.GetProperty("data")
                .EnumerateArray()
        );
    }

    [Fact]
    public async Task Words_of_a_trading_name_are_found_too()
    {
        var lead = (
            await api.Manager.PostAsync(
                "leads",
                new
                {
                    business_name = $"Maa Narmada {_surname} Kendra",
                    phone = LeadApi.Phone(),
                    kind = "dealer",
                }
            )
        ).Expect(HttpStatusCode.Created);
        Assert.Contains(lead.Id, await SearchAsync(_surname));
    }

    [Fact]
    public async Task Numbers_in_texts_that_are_kept_in_the_clear_are_masked_or_refused()
    {
        var phone = LeadApi.Phone();
        var lead = await NewAsync(phone);
        Assert.Equal($"+91******{phone[^4..]}", lead.Body.GetProperty("display_name").GetString());
        var firm = (
            await api.Manager.PostAsync(
                "leads",
                new
                {
                    business_name = $"Sharma {phone}",
                    phone = LeadApi.Phone(),
                    kind = "dealer",
                }
            )
        ).Expect(HttpStatusCode.Created);
        Assert.Equal(
            $"Sharma +91******{phone[^4..]}",
            firm.Body.GetProperty("business_name").GetString()
        );
        Assert.Contains("personal_data.masked", firm.Text, StringComparison.Ordinal);
        object[] bodies =
        [
            new { kind = "farmer", external_ref = phone },
            new
            {
                kind = "farmer",
                phone,
                tags = new[] { phone },
            },
            new
            {
                kind = "farmer",
                phone,
                source = new { @ref = "ramesh@example.in" },
            },
            new
            {
                kind = "farmer",
                phone,
                address = new { village = phone },
            },
        ];
        foreach (var body in bodies)
        {
            var refused = (await api.Manager.PostAsync("leads", body)).Expect(
                HttpStatusCode.UnprocessableEntity
            );
            Assert.Contains("personal_data.in_the_clear", refused.Text, StringComparison.Ordinal);
            Assert.DoesNotContain(phone, refused.Text, StringComparison.Ordinal);
        }

        var task = new
        {
            title = $"Call {phone}",
            entity_ref = new { type = "lead", id = lead.Id },
        };
        (await api.Manager.PostAsync("tasks", task)).Expect(HttpStatusCode.UnprocessableEntity);
        (
            await api.Manager.PostAsync(
                $"leads/{lead.Id}/lose",
                new { reason = $"wrong number {phone}" }
            )
        ).Expect(HttpStatusCode.UnprocessableEntity);
    }

    private async Task<Reply> NewAsync(string name) =>
        (
            await api.Manager.PostAsync(
                "leads",
                new
                {
                    name,
                    phone = LeadApi.Phone(),
                    kind = "farmer",
                }
            )
        ).Expect(HttpStatusCode.Created);

    private async Task<IReadOnlyList<string>> SearchAsync(string text) =>
        [
            .. (await api.Manager.GetAsync($"search?q={Uri.EscapeDataString(text)}"))
                .Expect(HttpStatusCode.OK)
                .Body.GetProperty("data")
                .EnumerateArray()
                .Select(Id),
        ];

    private static string Id(JsonElement hit) => hit.GetProperty("id").GetString()!;
}
