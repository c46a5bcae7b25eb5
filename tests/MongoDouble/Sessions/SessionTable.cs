using System.Collections.Concurrent;
using KoSales.MongoDouble.Store;
using MongoDB.Bson;

namespace KoSales.MongoDouble.Sessions;

/// <summary>Sessions by the id that clients give them.</summary>
internal sealed class SessionTable(Engine engine)
{
    private readonly ConcurrentDictionary<BsonValue, Session> _sessions = [];

    public Session this[BsonDocument lsid] =>
        _sessions.GetOrAdd(lsid["id"], _ => new Session(engine));

    public void End(BsonDocument lsid)
    {
        if (_sessions.TryRemove(lsid["id"], out var session))
            session.Abort();
    }
}
