using MongoDB.Bson;

namespace KoSales.MongoDouble.Commands;

internal sealed class BuildInfo : ICommand
{
    public string Name => "buildInfo";

    public Task<BsonDocument> RunAsync(CommandCall call, CancellationToken cancellationToken)
    {
        var version = call.Server.Options.Version;
        return Task.FromResult(
            new BsonDocument
            {
                { "version", version.ToString(3) },
                {
                    "versionArray",
                    new BsonArray { version.Major, version.Minor, version.Build, 0 }
                },
                { "bits", 64 },
                { "maxBsonObjectSize", 16 * 1024 * 1024 },
            }
        );
    }
}
