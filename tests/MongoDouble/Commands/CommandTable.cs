using System.Collections.Frozen;

namespace KoSales.MongoDouble.Commands;

/// <summary>Every command that the server knows.</summary>
internal static class CommandTable
{
    private static readonly FrozenDictionary<string, ICommand> Commands = new ICommand[]
    {
        new Hello("hello"),
        new Hello("isMaster"),
        new Hello("ismaster"),
        new Ping(),
        new BuildInfo(),
        new ServerStatus(),
        new Find(),
        new GetMore(),
        new KillCursors(),
        new Aggregate(),
        new Count(),
        new Explain(),
        new Insert(),
        new Update(),
        new Delete(),
        new FindAndModify(),
        new BulkWrite(),
        new Create(),
        new Drop(),
        new DropDatabase(),
        new ListCollections(),
        new ListDatabases(),
        new CreateIndexes(),
        new ListIndexes(),
        new DropIndexes(),
        new CommitTransaction(),
        new AbortTransaction(),
        new EndSessions(),
        new ConfigureFailPoint(),
    }.ToFrozenDictionary(c => c.Name, StringComparer.Ordinal);

    public static ICommand? Find(string name) => Commands.GetValueOrDefault(name);
}
