using System.Security.Cryptography;
using KoSales.Functions.Storage.MongoQuery;
using MongoDB.Bson;

namespace KoSales.Functions.Storage.Mongo.Schema;

/// <summary>
/// What is to be done about the indexes of one collection: a comparison of what is declared, what stands,
/// and what this
/// app is known to have made. A unique index goes only once the one that takes its place stands, so that
/// there is no
/// moment without it; indexes of others are left alone.
/// </summary>
/// <param name="DropFirst">Names of those that stand in the way of what is to be made.</param>
/// <param name="Create">Specifications.</param>
/// <param name="DropAfter">Names of those whose successor stands by then, and of those that are no longer
/// declared.</param>
/// <param name="Foreign">Names of those that neither are declared nor were made by this app.</param>
internal sealed record IndexPlan(
    IReadOnlyList<string> DropFirst,
    IReadOnlyList<BsonDocument> Create,
    IReadOnlyList<string> DropAfter,
    IReadOnlyList<string> Foreign
)
{
    private const string Name = "name";
    private const string Condition = "partialFilterExpression";
    private static readonly string[] Members =
    [
        "key",
        "unique",
        "sparse",
        "expireAfterSeconds",
        Condition,
    ];

    public static IndexPlan Of(
        IReadOnlyList<BsonDocument> declared,
        IReadOnlyList<BsonDocument> present,
        IReadOnlySet<string> made
    )
    {
        BsonDocument[] own = [.. present.Where(p => p[Name] != "_id_")];
        BsonDocument[] missing = [.. declared.Where(d => !AnyServes(own, d))];
        BsonDocument[] stale = [.. own.Where(p => !ServesAny(p, declared))];
        BsonDocument[] ours = [.. stale.Where(p => IsOurs(p, declared, made))];
        BsonDocument[] inTheWay = [.. ours.Where(p => CollidesWithAny(p, missing))];
        return new IndexPlan(
            NamesOf(inTheWay),
            Named(missing, own.Except(inTheWay)),
            NamesOf(ours.Except(inTheWay)),
            NamesOf(stale.Except(ours))
        );
    }

    private static bool AnyServes(BsonDocument[] present, BsonDocument declared) =>
        present.Any(p => Serves(p, declared));

    private static bool ServesAny(BsonDocument present, IReadOnlyList<BsonDocument> declared) =>
        declared.Any(d => Serves(present, d));

    private static bool Serves(BsonDocument present, BsonDocument declared) =>
        IsOf(present, declared) && Same(present, declared);

    private static bool IsOurs(
        BsonDocument present,
        IReadOnlyList<BsonDocument> declared,
        IReadOnlySet<string> made
    ) => declared.Any(d => IsOf(present, d)) || made.Contains(DeclaredName(present));

    private static string[] NamesOf(IEnumerable<BsonDocument> indexes) =>
        [.. indexes.Select(NameOf)];

    private static string NameOf(BsonDocument index) => index[Name].AsString;

    private static string DeclaredName(BsonDocument index) =>
        IndexMongo.DeclaredName(NameOf(index));

    /// <summary>Has the declared name, or that of a successor.</summary>
    private static bool IsOf(BsonDocument present, BsonDocument declared) =>
        DeclaredName(present) == NameOf(declared) || NameOf(present) == NameOf(declared);

    private static bool Same(BsonDocument one, BsonDocument other) =>
        Members.All(m => Alike(one.GetValue(m, Absent(m)), other.GetValue(m, Absent(m))));

    private static BsonValue Absent(string member) =>
        member is "unique" or "sparse" ? BsonBoolean.False : BsonNull.Value;

    private static bool CollidesWithAny(BsonDocument present, BsonDocument[] wanted) =>
        wanted.Any(w => Collides(present, w));

    /// <summary>Two indexes with the same keys and condition cannot stand side by side.</summary>
    private static bool Collides(BsonDocument present, BsonDocument wanted) =>
        Alike(present["key"], wanted["key"])
        && Alike(
            present.GetValue(Condition, BsonNull.Value),
            wanted.GetValue(Condition, BsonNull.Value)
        );

    private static BsonDocument[] Named(BsonDocument[] wanted, IEnumerable<BsonDocument> staying) =>
        [.. wanted.Select(w => Named(w, staying))];

    /// <summary>Under another name where the declared one is taken by the index that it replaces.</summary>
    private static BsonDocument Named(BsonDocument wanted, IEnumerable<BsonDocument> staying)
    {
        if (!staying.Any(p => NameOf(p) == NameOf(wanted)))
            return wanted;
        var mark = Convert.ToHexStringLower(SHA256.HashData(wanted.ToBson()))[..8];
        var successor = wanted.DeepClone().AsBsonDocument;
        successor[Name] = IndexMongo.SuccessorName(NameOf(wanted), mark);
        return successor;
    }

    /// <summary>By content: the server may hand back a number in another width.</summary>
    private static bool Alike(BsonValue one, BsonValue other)
    {
        if (one.IsNumeric && other.IsNumeric)
            return one.ToDouble().Equals(other.ToDouble());
        return (one, other) switch
        {
            (BsonArray items, BsonArray others) => Alike(items, others),
            (BsonDocument members, BsonDocument others) => Alike(members, others),
            _ => one == other,
        };
    }

    private static bool Alike(BsonArray one, BsonArray other) =>
        one.Count == other.Count && one.Zip(other).All(p => Alike(p.First, p.Second));

    private static bool Alike(BsonDocument one, BsonDocument other) =>
        one.ElementCount == other.ElementCount && one.Zip(other).All(p => Alike(p.First, p.Second));

    private static bool Alike(BsonElement one, BsonElement other) =>
        one.Name == other.Name && Alike(one.Value, other.Value);
}
