using DotNet.Testcontainers.Builders;
using KoSales.MongoDouble;
using Testcontainers.MongoDb;

namespace KoSales.Tests.Storage;

/// <summary>
/// The MongoDB that this test run has: the deployment of <c>MONGODB_URI</c>; else a container where Docker
/// answers;
/// else <see cref="MongoDoubleServer"/>. Started once for the run. Each test uses a database of its own and
/// drops it.
/// </summary>
internal sealed record MongoServer(string Uri, bool IsDouble)
{
    public const string NoPlanner =
        "MongoDouble has no planner to ask; MONGODB_URI names no real server and Docker does not answer";

    private const string Image = "mongo:8.0";
    private const string Setting = "MONGODB_URI";
    private static readonly TimeSpan ContainerPatience = TimeSpan.FromMinutes(3);
    private static readonly Lazy<Task<MongoServer>> Started = new(StartAsync);

    public static Task<MongoServer> OfThisRunAsync() => Started.Value;

    public static string NewDatabase() => $"ko-sales-test-{Guid.NewGuid():N}";

    private static async Task<MongoServer> StartAsync()
    {
        if (Environment.GetEnvironmentVariable(Setting) is { Length: > 0 } uri)
            return new MongoServer(uri, IsDouble: false);
        return await TryStartContainerAsync()
            ?? new MongoServer(
                MongoDoubleServer
                    .Start(new MongoDoubleOptions { Version = new Version(8, 0, 4) })
                    .Uri,
                IsDouble: true
            );
    }

    /// <summary>Null where Docker does not answer. The container goes with the process.</summary>
    private static async Task<MongoServer?> TryStartContainerAsync()
    {
        using var patience = new CancellationTokenSource(ContainerPatience);
        try
        {
            var container = new MongoDbBuilder(Image).WithReplicaSet().Build();
            await container.StartAsync(patience.Token);
            return new MongoServer(container.GetConnectionString(), IsDouble: false);
        }
        catch (Exception exception)
            when (exception is DockerUnavailableException or OperationCanceledException)
        {
            return null;
        }
    }
}
