using System.Net;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace KoSales.BlobDouble;

/// <param name="Port">0 for a free one.</param>
/// <param name="ListPage">How many blobs a page of a list has at most.</param>
public sealed record BlobDoubleOptions(int Port = 0, int ListPage = 5000);

/// <summary>A server that answers on loopback as Azure's blob service does, and keeps what it is given in
/// memory. Runs until it is disposed.</summary>
public sealed class BlobDoubleServer : IAsyncDisposable
{
    private readonly WebApplication _app;

    private BlobDoubleServer(WebApplication app, BlobDoubleOptions options)
    {
        _app = app;
        Account = new BlobAccountState(options.ListPage);
        app.Run(new BlobEndpoint(Account, Key, Faults, Requests).ServeAsync);
    }

    /// <summary>The name of the only account.</summary>
    public const string AccountName = "double";

    /// <summary>Base64.</summary>
    public string Key { get; } = Convert.ToBase64String(RandomNumberGenerator.GetBytes(64));

    public int Port { get; private set; }

    public string ConnectionString =>
        $"DefaultEndpointsProtocol=http;AccountName={AccountName};AccountKey={Key};BlobEndpoint=http://127.0.0.1:{Port}/{AccountName};";

    public BlobFaultList Faults { get; } = new();

    /// <summary>What has been asked for, in the order of arrival.</summary>
    public RequestLog Requests { get; } = new();

    internal BlobAccountState Account { get; }

    public static async Task<BlobDoubleServer> StartAsync(BlobDoubleOptions? options = null)
    {
        options ??= new BlobDoubleOptions();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Limits.MaxRequestBodySize = null;
            kestrel.Listen(IPAddress.Loopback, options.Port);
        });
        var server = new BlobDoubleServer(builder.Build(), options);
        await server._app.StartAsync();
        var address = server
            ._app.Services.GetRequiredService<IServer>()
            .Features.Get<IServerAddressesFeature>()!
            .Addresses.First();
        server.Port = new Uri(address).Port;
        return server;
    }

    /// <summary>The names of the blobs of a container, staged blocks not counted.</summary>
    public IReadOnlyList<string> BlobsOf(string container) => Account.NamesOf(container);

    public async ValueTask DisposeAsync()
    {
        using var now = new CancellationTokenSource(TimeSpan.FromMilliseconds(200));
        await _app.StopAsync(now.Token);
        await _app.DisposeAsync();
    }
}
