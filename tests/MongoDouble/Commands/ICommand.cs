using MongoDB.Bson;

namespace KoSales.MongoDouble.Commands;

/// <summary>One command of the protocol.</summary>
internal interface ICommand
{
    /// <summary>As the first member of the request names it.</summary>
    string Name { get; }

    /// <summary>The answer without <c>ok</c>, which the dispatcher adds.</summary>
    /// <exception cref="MongoError">The command fails as a whole.</exception>
    Task<BsonDocument> RunAsync(CommandCall call, CancellationToken cancellationToken);
}
