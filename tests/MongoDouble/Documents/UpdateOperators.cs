using MongoDB.Bson;

namespace KoSales.MongoDouble.Documents;

/// <summary>Update documents: <c>{$set: …, $inc: …}</c>. Positional operators are not known here.</summary>
internal static class UpdateOperators
{
    /// <summary>Changes the document in place.</summary>
    /// <param name="isInsert">The update makes a document, so <c>$setOnInsert</c> counts.</param>
    public static void Apply(
        BsonDocument document,
        BsonDocument update,
        bool isInsert,
        DateTime now
    )
    {
        CheckConflicts(update);
        foreach (var operation in update)
        {
            if (operation.Name == "$setOnInsert" && !isInsert)
                continue;
            foreach (var change in operation.Value.AsBsonDocument)
                Apply(document, operation.Name, change, now);
        }
    }

    private static void Apply(
        BsonDocument document,
        string operation,
        BsonElement change,
        DateTime now
    )
    {
        var (path, operand) = (change.Name, change.Value);
        if (path.Contains('$', StringComparison.Ordinal))
            throw MongoError.NotSupported("positional paths");
        switch (operation)
        {
            case "$set" or "$setOnInsert":
                DottedPaths.Set(document, path, operand);
                break;
            case "$unset":
                DottedPaths.Remove(document, path);
                break;
            case "$inc":
                DottedPaths.Set(document, path, Sum(document, path, operand));
                break;
            case "$min":
                SetIf(document, path, operand, order => order > 0);
                break;
            case "$max":
                SetIf(document, path, operand, order => order < 0);
                break;
            case "$push":
                Push(document, path, operand, unique: false);
                break;
            case "$addToSet":
                Push(document, path, operand, unique: true);
                break;
            case "$pull":
                Pull(document, path, operand);
                break;
            case "$rename":
                Rename(document, path, operand.AsString);
                break;
            case "$currentDate":
                DottedPaths.Set(document, path, new BsonDateTime(now));
                break;
            default:
                throw MongoError.FailedToParse(
                    $"Unknown modifier: {operation}. Expected a valid update modifier or pipeline-style update"
                );
        }
    }

    private static BsonValue Sum(BsonDocument document, string path, BsonValue amount)
    {
        if (!amount.IsNumeric)
            throw MongoError.TypeMismatch(
                $"Cannot increment with non-numeric argument: {{{path}: {amount}}}"
            );
        if (FieldPaths.Single(document, path) is not { } before)
            return amount;
        if (!before.IsNumeric)
            throw MongoError.TypeMismatch(
                $"Cannot apply $inc to a value of non-numeric type: the field '{path}'"
            );
        return Expressions.Add(before, amount);
    }

    private static void SetIf(
        BsonDocument document,
        string path,
        BsonValue operand,
        Func<int, bool> replaces
    )
    {
        var before = FieldPaths.Single(document, path);
        if (before is null || replaces(BsonOrder.Instance.Compare(before, operand)))
            DottedPaths.Set(document, path, operand);
    }

    private static void Push(BsonDocument document, string path, BsonValue operand, bool unique)
    {
        var items =
            operand is BsonDocument each && each.Contains("$each")
                ? each["$each"].AsBsonArray
                : [operand];
        if (FieldPaths.Single(document, path) is not { } present)
            DottedPaths.Set(document, path, present = new BsonArray());
        if (present is not BsonArray array)
            throw MongoError.BadValue($"The field '{path}' must be an array");
        array.AddRange(items.Where(item => !unique || !array.Contains(item, BsonOrder.Instance)));
    }

    private static void Pull(BsonDocument document, string path, BsonValue operand)
    {
        if (FieldPaths.Single(document, path) is not BsonArray array)
            return;
        Func<BsonValue, bool> goes =
            operand is BsonDocument query && !Matcher.IsOperators(query)
                ? item => item is BsonDocument element && Matcher.Compile(query)(element)
                : item =>
                    Matcher.Compile(new BsonDocument("item", operand))(
                        new BsonDocument("item", item)
                    );
        DottedPaths.Set(document, path, new BsonArray(array.Where(item => !goes(item))));
    }

    private static void Rename(BsonDocument document, string from, string to)
    {
        if (FieldPaths.Single(document, from) is not { } value)
            return;
        DottedPaths.Remove(document, from);
        DottedPaths.Set(document, to, value);
    }

    /// <summary>Two changes of one update may not meet: neither the same path nor one inside the
    /// other.</summary>
    private static void CheckConflicts(BsonDocument update)
    {
        string[] paths =
        [
            .. update.SelectMany(o => o.Value.AsBsonDocument.Names).Order(StringComparer.Ordinal),
        ];
        foreach (var (one, next) in paths.Zip(paths.Skip(1)))
        {
            if (next == one || next.StartsWith(one + ".", StringComparison.Ordinal))
                throw new MongoError(
                    40,
                    "ConflictingUpdateOperators",
                    $"Updating the path '{next}' would create a conflict at '{one}'"
                );
        }
    }
}
