using System.Net;
using System.Net.Sockets;
using KoSales.Domain.Webhooks;
using KoSales.Functions.Subscriptions;
using KoSales.Functions.Subscriptions.Sending;
using KoSales.Tests.EndToEnd;
using Microsoft.Extensions.Options;
using NodaTime;

namespace KoSales.Tests.Subscriptions;

/// <summary>What is called when a name stands for something else than it did, or a receiver sends one
/// elsewhere.</summary>
public sealed class GuardedConnectionTests
{
    private static readonly IPAddress Public = IPAddress.Parse("8.8.8.8");

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("10.1.2.3")]
    [InlineData("169.254.169.254")]
    [InlineData("100.64.0.1")]
    [InlineData("::1")]
    [InlineData("fd00::1")]
    [InlineData("::ffff:127.0.0.1")]
    [InlineData("64:ff9b::7f00:1")]
    public async Task A_name_that_stands_for_an_address_of_our_own_is_not_called(string address)
    {
        var attempt = await SendAsync(
            new Names([
                [IPAddress.Parse(address)],
            ])
        );

        Assert.Equal((null, "address_refused"), (attempt.Status, attempt.Error));
    }

    [Fact]
    public async Task One_bad_address_among_good_ones_is_enough()
    {
        var names = new Names([
            [Public, IPAddress.Loopback],
        ]);

        Assert.Equal("address_refused", (await SendAsync(names)).Error);
    }

    [Fact]
    public async Task A_name_that_is_bound_anew_between_look_and_call_reaches_nothing()
    {
        using var own = new TcpListener(IPAddress.Loopback, 0);
        own.Start();
        var names = new Names([
            [Public],
            [IPAddress.Loopback],
        ]);
        var url = $"https://hooks.example.com:{((IPEndPoint)own.LocalEndpoint).Port}/";

        // Looked at once before, as a check at another place would.
        var looked = await names.ResolveAsync("hooks.example.com", default);
        var attempt = await SendAsync(names, url);

        Assert.Equal([Public], looked);
        Assert.Equal("address_refused", attempt.Error);
        Assert.Equal(2, names.Asked);
        Assert.False(own.Pending());
    }

    [Fact]
    public async Task The_connection_goes_to_what_was_looked_at()
    {
        using var own = new TcpListener(IPAddress.Loopback, 0);
        own.Start();
        // Were the name asked a second time, it would lead to an address where nothing listens.
        var names = new Names([
            [IPAddress.Loopback],
            [IPAddress.Parse("127.9.9.9")],
        ]);
        var connections = new GuardedConnections(names, new WebhookAddressRules(true, true));
        using var http = new HttpClient(
            new SocketsHttpHandler { ConnectCallback = connections.ConnectAsync }
        );
        var port = ((IPEndPoint)own.LocalEndpoint).Port;

        var asking = http.GetAsync(new Uri($"http://hooks.example.com:{port}/"));
        using var taken = await own.AcceptTcpClientAsync();
        await taken.GetStream().WriteAsync("HTTP/1.1 204 No Content\r\n\r\n"u8.ToArray());
        using var answer = await asking;

        Assert.Equal((HttpStatusCode.NoContent, 1), (answer.StatusCode, names.Asked));
    }

    [Fact]
    public async Task A_port_that_is_not_called_is_refused_before_the_name_is_asked()
    {
        var names = new Names([
            [Public],
        ]);

        var attempt = await SendAsync(names, "https://hooks.example.com:22/");

        Assert.Equal(("address_refused", 0), (attempt.Error, names.Asked));
    }

    [Theory]
    [InlineData("https://127.0.0.1/")]
    [InlineData("https://2130706433/")]
    [InlineData("https://[::1]/")]
    public async Task A_number_is_looked_at_as_well(string url)
    {
        var names = new Names([
            [Public],
        ]);

        Assert.Equal("address_refused", (await SendAsync(names, url)).Error);
        Assert.Equal(0, names.Asked);
    }

    [Fact]
    public async Task A_redirect_is_an_answer_like_any_other()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        receiver.Answer("here", _ => 307);

        var attempt = await SendAsync(
            new Names([
                [IPAddress.Loopback],
            ]),
            receiver.UrlOf("here"),
            isPrivate: true
        );

        Assert.Equal((307, "http_307"), (attempt.Status, attempt.Error));
        Assert.Single(receiver.At("here"));
    }

    [Fact]
    public async Task A_receiver_that_does_not_answer_is_left_after_the_time_allowed()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        receiver.Delay("here", TimeSpan.FromSeconds(30));

        var attempt = await SendAsync(
            new Names([
                [IPAddress.Loopback],
            ]),
            receiver.UrlOf("here"),
            isPrivate: true,
            within: TimeSpan.FromSeconds(1)
        );

        Assert.Equal((null, "timeout"), (attempt.Status, attempt.Error));
    }

    [Fact]
    public async Task What_nobody_takes_is_unreachable()
    {
        using var held = new HeldPort();

        var attempt = await SendAsync(
            new Names([
                [IPAddress.Loopback],
            ]),
            $"http://127.0.0.1:{held.Number}/",
            isPrivate: true
        );

        Assert.Equal("unreachable", attempt.Error);
    }

    private static async Task<OutboundAttempt> SendAsync(
        INameResolver names,
        string url = "https://hooks.example.com/",
        bool isPrivate = false,
        TimeSpan? within = null
    )
    {
        var settings = new WebhookSettings
        {
            AllowPrivate = isPrivate,
            AllowHighPorts = true,
            Timeout = within ?? TimeSpan.FromMinutes(1),
        };
        using var sender = new WebhookSender(names, Options.Create(settings));
        return await sender.SendAsync(
            new SignedMessage(
                new Uri(url),
                "WHS-1.e",
                Instant.FromUtc(2026, 11, 28, 4, 0),
                "{}"u8.ToArray(),
                [new byte[32]]
            ),
            default
        );
    }

    /// <summary>Answers each question with the next of its answers, the last one for good.</summary>
    private sealed class Names(IPAddress[][] answers) : INameResolver
    {
        public int Asked { get; private set; }

        public Task<IPAddress[]> ResolveAsync(string host, CancellationToken cancellationToken) =>
            Task.FromResult(answers[Math.Min(Asked++, answers.Length - 1)]);
    }
}
