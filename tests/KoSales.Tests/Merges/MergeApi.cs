using System.Net;
using System.Text.Json;
using KoSales.Tests.EndToEnd;
using KoSales.Tests.Leads;

namespace KoSales.Tests.Merges;

/// <summary>Records of the agent that may be merged, over HTTP.</summary>
internal sealed class MergeApi(LeadApi api)
{
    /// <summary>A lead that the agent owns.</summary>
    public async Task<Reply> LeadAsync(
        string? phone = null,
        string? gstin = null,
        string? business = null,
        string? email = null
    )
    {
        var lead = await api.NewAsync(
            api.Agent,
            new
            {
                name = "Ramesh Patel",
                phone = phone ?? LeadApi.Phone(),
                kind = "dealer",
                gstin,
                email,
                business_name = business,
            }
        );
        (
            await api.Manager.PostAsync($"leads/{lead.Id}/assign", new { agent_id = api.AgentId })
        ).Expect(HttpStatusCode.OK);
        return await ReadAsync($"leads/{lead.Id}");
    }

    public async Task<Reply> MadeAsync(string path, object body) =>
        (await api.Agent.PostAsync(path, body)).Expect(HttpStatusCode.Created);

    public async Task<Reply> MergeAsync(string path, string loser, object? fields = null) =>
        (await api.Agent.PostAsync($"{path}/merge", new { loser_id = loser, fields })).Expect(
            HttpStatusCode.OK
        );

    public async Task<Reply> UnmergeAsync(string path) =>
        (await api.Agent.PostAsync($"{path}/unmerge", null)).Expect(HttpStatusCode.OK);

    public async Task<Reply> ReadAsync(string path) =>
        (await api.Manager.GetAsync(path)).Expect(HttpStatusCode.OK);

    public static string? Text(Reply reply, string member) =>
        reply.Body.TryGetProperty(member, out var value) ? value.GetString() : null;

    public static int Count(Reply reply, string counts, string name) =>
        reply.Body.GetProperty(counts).TryGetProperty(name, out var value) ? value.GetInt32() : 0;

    public static JsonElement FieldOf(Reply plan, string path) =>
        plan
            .Body.GetProperty("fields")
            .EnumerateArray()
            .Single(f => f.GetProperty("path").GetString() == path);
}
