using System.Globalization;
using System.Text;

namespace KoSales.Bench;

/// <summary>A file of generated records, with what its import is told.</summary>
/// <param name="Kind">As in paths: <c>contacts</c>.</param>
/// <param name="Options">JSON.</param>
internal sealed record ImportedFile(string Kind, int Rows, string Options, byte[] Csv);

/// <summary>Records of every kind that people list, and a list of each as its page asks for it: filtered and
/// sorted, 50 at a time.</summary>
internal static class EntityLists
{
    private static readonly string[] States = ["23", "27", "09", "24", "08", "29"];

    /// <summary>Beside the leads.</summary>
    public static IEnumerable<ImportedFile> Files(int rows) =>
        [
            new(
                "contacts",
                rows,
                """{"mapping":{"name":"name","phone":"phone","state":"address.state_code"},"defaults":{"kind":"dealer"},"on_duplicate":"skip"}""",
                Csv(
                    "name,phone,state",
                    rows,
                    i => $"Sita Devi {i},{8_000_000_000 + i},{States[i % 6]}"
                )
            ),
            new(
                "customers",
                rows,
                """{"mapping":{"name":"name","code":"external_id","state":"billing_address.state_code"},"defaults":{"kind":"dealer"},"on_duplicate":"skip"}""",
                Csv("name,code,state", rows, i => $"Krishi Kendra {i},C-{i},{States[i % 6]}")
            ),
            new(
                "deals",
                rows,
                """{"mapping":{"title":"title","ref":"external_ref","amount":"amount"},"on_duplicate":"skip"}""",
                Csv(
                    "title,ref,amount",
                    rows,
                    i => $"Kharif order {i},R-{i},{1_000 + (i % 97 * 500)}"
                )
            ),
        ];

    /// <summary>Name of what is listed → the request.</summary>
    public static IEnumerable<(string Name, string Path)> Requests() =>
        [
            ("leads", "leads?status=open&address.state_code=23&sort=-created_at"),
            ("leads of a stage", "leads?stage=new&sort=-created_at"),
            ("contacts", "contacts?status=active&address.state_code=23&sort=-created_at"),
            ("customers", "customers?kind=dealer&billing_address.state_code=23&sort=-created_at"),
            ("deals", "deals?status=open&amount_inr[gte]=5000&sort=-created_at"),
            ("tasks", "tasks?status=pending&type=call&sort=due_at"),
            ("notes", "notes?entity_ref.type=lead&sort=-created_at"),
            ("calls", "calls?direction=outbound&status=completed&sort=-started_at"),
        ];

    public static RequestMaker List(AppProcess app, string path) =>
        (_, _) => LoadGenerator.Request("GET", $"/api/v1/{path}&limit=50", app.Token);

    /// <summary>One note per request, of a lead.</summary>
    public static RequestMaker Note(AppProcess app, int leads) =>
        (client, n) =>
            LoadGenerator.Request(
                "POST",
                "/api/v1/notes",
                app.Token,
                $$"""{"entity_ref":{{Lead(client, n, leads)}},"body":"Asked for the price list."}"""
            );

    /// <summary>One call per request, with a lead.</summary>
    public static RequestMaker Call(AppProcess app, int leads) =>
        (client, n) =>
            LoadGenerator.Request(
                "POST",
                "/api/v1/calls",
                app.Token,
                $$"""{"entity_ref":{{Lead(client, n, leads)}},"direction":"outbound","disposition":"connected"}"""
            );

    private static string Lead(int client, long n, int leads) =>
        $$"""{"type":"lead","id":"K0-{{100001 + (((client * 7919L) + n) % leads)}}"}""";

    private static byte[] Csv(string head, int rows, Func<int, FormattableString> row)
    {
        var text = new StringBuilder(head).Append('\n');
        for (var i = 0; i < rows; i++)
            text.Append(row(i).ToString(CultureInfo.InvariantCulture)).Append('\n');
        return Encoding.UTF8.GetBytes(text.ToString());
    }
}
