using System.Net;
using System.Text;
using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Storage.Blobs;
using KoSales.BlobDouble;
using KoSales.Functions.Files;
using KoSales.Functions.Files.Blobs;

namespace KoSales.Tests.Files;

public sealed class BlobUploadTicketsTests : IAsyncLifetime
{
    private const string Container = "files";
    private static readonly HttpClient Http = new();
    private static readonly TimeSpan TenMinutes = TimeSpan.FromMinutes(10);

    private BlobDoubleServer? _server;

    private BlobDoubleServer Server => _server!;

    private IFileStore Store => BlobStores.Of(Server.ConnectionString, Container);

    public async Task InitializeAsync()
    {
        _server = await BlobDoubleServer.StartAsync();
        await Store.PrepareAsync(CancellationToken.None);
    }

    public async Task DisposeAsync() => await Server.DisposeAsync();

    [Fact]
    public async Task Who_has_a_ticket_puts_the_file_into_the_account_once()
    {
        var ticket = await Tickets().IssueAsync("a", TenMinutes, CancellationToken.None);

        var first = await PutAsync(ticket, [1, 2, 3]);
        var second = await PutAsync(ticket, [4]);
        var found = await Store.FindAsync("a", CancellationToken.None);

        Assert.Equal((HttpStatusCode.Created, 3L), (first, found!.Length));
        Assert.Equal(HttpStatusCode.Forbidden, second);
    }

    [Fact]
    public async Task A_ticket_neither_reads_nor_deletes_nor_names_another_file()
    {
        var ticket = await Tickets().IssueAsync("a", TenMinutes, CancellationToken.None);
        await PutAsync(ticket, [1]);
        var other = new UriBuilder(ticket.Address);
        other.Path = other.Path[..^1] + "b";

        var read = (await Http.GetAsync(ticket.Address)).StatusCode;
        var deleted = (await Http.DeleteAsync(ticket.Address)).StatusCode;
        var elsewhere = await PutAsync(ticket with { Address = other.Uri }, [1]);

        Assert.Equal(
            (HttpStatusCode.Forbidden, HttpStatusCode.Forbidden, HttpStatusCode.Forbidden),
            (read, deleted, elsewhere)
        );
        Assert.Equal(["a"], Server.BlobsOf(Container));
    }

    [Fact]
    public async Task A_ticket_ends_when_it_says()
    {
        var anHourAgo = new Shifted(TimeSpan.FromHours(-1));
        var ticket = await Tickets(anHourAgo).IssueAsync("a", TenMinutes, CancellationToken.None);

        var late = await PutAsync(ticket, [1]);

        Assert.InRange(
            DateTimeOffset.UtcNow - ticket.ExpiresAt,
            TimeSpan.FromMinutes(49),
            TimeSpan.FromMinutes(51)
        );
        Assert.Equal(HttpStatusCode.Forbidden, late);
    }

    /// <summary>No server of ours gives tokens, so that the account's answer is written down here.</summary>
    [Fact]
    public async Task An_app_without_the_accounts_key_signs_by_one_that_it_is_lent()
    {
        var options = new BlobClientOptions
        {
            Transport = new HttpClientTransport(new HttpClient(new LendsKey())),
        };
        var account = new BlobServiceClient(
            new Uri("https://office.blob.core.windows.net"),
            new AnyToken(),
            options
        );
        var tickets = new BlobUploadTickets(
            account,
            account.GetBlobContainerClient(Container),
            TimeProvider.System
        );

        var ticket = await tickets.IssueAsync("a", TenMinutes, CancellationToken.None);

        var query = System.Web.HttpUtility.ParseQueryString(ticket.Address.Query);
        Assert.Equal("/files/a", ticket.Address.AbsolutePath);
        Assert.Equal(
            ("c", "b", "https", LendsKey.ObjectId),
            (query["sp"], query["sr"], query["spr"], query["skoid"])
        );
        Assert.Equal(32, Convert.FromBase64String(query["sig"]!).Length);
    }

    private BlobUploadTickets Tickets(TimeProvider? time = null)
    {
        var account = BlobStores.AccountOf(Server.ConnectionString);
        return new BlobUploadTickets(
            account,
            account.GetBlobContainerClient(Container),
            time ?? TimeProvider.System
        );
    }

    private static async Task<HttpStatusCode> PutAsync(UploadTicket ticket, byte[] content)
    {
        using var request = new HttpRequestMessage(new HttpMethod(ticket.Method), ticket.Address)
        {
            Content = new ByteArrayContent(content),
        };
        foreach (var (name, value) in ticket.Headers)
            request.Headers.TryAddWithoutValidation(name, value);
        using var answer = await Http.SendAsync(request);
        return answer.StatusCode;
    }

    private sealed class Shifted(TimeSpan by) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + by;
    }

    private sealed class AnyToken : TokenCredential
    {
        public override AccessToken GetToken(
            TokenRequestContext requestContext,
            CancellationToken cancellationToken
        ) => new("token", DateTimeOffset.UtcNow.AddHours(1));

        public override ValueTask<AccessToken> GetTokenAsync(
            TokenRequestContext requestContext,
            CancellationToken cancellationToken
        ) => new(GetToken(requestContext, cancellationToken));
    }

    private sealed class LendsKey : HttpMessageHandler
    {
        public const string ObjectId = "11111111-1111-1111-1111-111111111111";

        protected override Task<HttpResponseMessage> SendAsync(
            HttpRequestMessage request,
            CancellationToken cancellationToken
        )
        {
            var key = Convert.ToBase64String(new byte[32]);
            var text = $"""
                <?xml version="1.0" encoding="utf-8"?>
                <UserDelegationKey><SignedOid>{ObjectId}</SignedOid><SignedTid>22222222-2222-2222-2222-222222222222</SignedTid>
                <SignedStart>2026-11-27T00:00:00Z</SignedStart><SignedExpiry>2026-11-28T00:00:00Z</SignedExpiry>
                <SignedService>b</SignedService><SignedVersion>2020-12-06</SignedVersion><Value>{key}</Value></UserDelegationKey>
                """;
            return Task.FromResult(
                new HttpResponseMessage(HttpStatusCode.OK)
                {
                    Content = new StringContent(text, Encoding.UTF8, "application/xml"),
                }
            );
        }
    }
}
