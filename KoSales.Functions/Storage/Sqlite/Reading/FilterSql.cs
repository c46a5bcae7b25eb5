using System.Text.Json;
using System.Text.Json.Nodes;
using KoSales.Domain.Filters.Dates;
using KoSales.Domain.Filters.Reading;
using NodaTime;

namespace KoSales.Functions.Storage.Sqlite.Reading;

/// <summary>Writes a filter as an SQL condition over the documents of a collection, so that the declared
/// indexes serve it.</summary>
internal sealed class FilterSql(Collection collection, Instant now, SqlText sql)
{
    /// <summary>In-lists up to this length are written out; longer ones are one JSON parameter, so that
    /// there are few statement texts.</summary>
    private const int WrittenOut = 16;

    /// <summary>The condition, and after it the conditions of the partial indexes that it implies: SQLite
    /// takes a partial index only when it reads its
    /// condition in the statement, with constants.</summary>
    public void WriteWhere(Filter filter)
    {
        Write(filter);
        var partial = PartialIndex.Of(collection);
        if (partial.Length == 0)
            return;
        var known = new FilterImplication(filter);
        foreach (var index in partial)
        {
            if (known.Holds(index.Conditions))
                sql.Add(" AND ").Add(index.Sql);
        }
    }

    /// <summary>A condition without parameters, for declarations.</summary>
    public static string Literal(Collection collection, Filter filter)
    {
        var sql = new SqlText(collection, literal: true);
        new FilterSql(collection, Instant.MinValue, sql).Write(filter);
        return sql.ToString();
    }

    public void Write(Filter filter)
    {
        switch (filter)
        {
            case Filter.All { Terms.Count: 0 }:
                sql.Add("1");
                break;
            case Filter.Any { Terms.Count: 0 }:
                sql.Add("0");
                break;
            case Filter.All all:
                WriteTerms(" AND ", all.Terms);
                break;
            case Filter.Any any:
                WriteTerms(" OR ", any.Terms);
                break;
            case Filter.Not not:
                WriteNot(not);
                break;
            case Filter.Condition condition:
                WriteCondition(condition.Field, condition.Operator, condition.Value);
                break;
        }
    }

    private void WriteTerms(string between, IReadOnlyList<Filter> terms) =>
        sql.Add("(").Join(between, terms, Write).Add(")");

    private void WriteNot(Filter.Not not)
    {
        sql.Add("(");
        Write(not.Term);
        sql.Add(") IS NOT TRUE");
    }

    private static object? Bound(FilterValue value) =>
        value switch
        {
            FilterValue.Number { Value: var number }
                when decimal.IsInteger(number) && number is >= long.MinValue and <= long.MaxValue =>
                (long)number,
            FilterValue.Number { Value: var number } => (double)number,
            FilterValue.Flag flag => flag.Value ? 1L : 0L,
            _ => FilterLiteral.AsText(value)
                ?? throw new ArgumentException(
                    $"{value.GetType().Name} is no value to compare a field with",
                    nameof(value)
                ),
        };

    private void WriteCondition(string field, FilterOperator @operator, FilterValue value)
    {
        _ = @operator switch
        {
            FilterOperator.Eq
            or FilterOperator.Ne
            or FilterOperator.Gt
            or FilterOperator.Gte
            or FilterOperator.Lt
            or FilterOperator.Lte => WriteComparison(field, @operator, value),
            FilterOperator.In => WriteIn(field, FilterLiteral.Members(value)),
            FilterOperator.Nin => WriteNotIn(field, FilterLiteral.Members(value)),
            FilterOperator.Exists => WriteExists(field, value),
            FilterOperator.Prefix => WritePrefix(field, FilterLiteral.AsText(value)!),
            FilterOperator.ContainsAny => WriteContainsAny(field, FilterLiteral.Members(value)),
            FilterOperator.ContainsAll => WriteContainsAll(field, FilterLiteral.Members(value)),
            FilterOperator.WithinLast
            or FilterOperator.OlderThan
            or FilterOperator.WithinNext
            or FilterOperator.InPeriod => WriteFixed(new Filter.Condition(field, @operator, value)),
        };
    }

    private SqlText WriteComparison(string field, FilterOperator @operator, FilterValue value)
    {
        var comparison = @operator switch
        {
            FilterOperator.Eq => " = ",
            FilterOperator.Ne => " IS NOT ",
            FilterOperator.Gt => " > ",
            FilterOperator.Gte => " >= ",
            FilterOperator.Lt => " < ",
            FilterOperator.Lte => " <= ",
            _ => throw new ArgumentOutOfRangeException(nameof(@operator), @operator, null),
        };
        return sql.Field(field).Add(comparison).Value(Bound(value));
    }

    private SqlText WriteFixed(Filter.Condition relative) =>
        sql.Add("(")
            .Join(
                " AND ",
                RelativeDates.Fixed(relative, now),
                b => WriteCondition(b.Field, b.Operator, b.Value)
            )
            .Add(")");

    private SqlText WriteIn(string field, IReadOnlyList<FilterValue> values)
    {
        if (values.Count == 0)
            return sql.Add("0");
        return values.Count == 1
            ? sql.Field(field).Add(" = ").Value(Bound(values[0]))
            : WriteList(sql.Field(field), values);
    }

    private SqlText WriteNotIn(string field, IReadOnlyList<FilterValue> values)
    {
        sql.Add("(");
        return WriteIn(field, values).Add(") IS NOT TRUE");
    }

    private SqlText WriteList(SqlText before, IReadOnlyList<FilterValue> values)
    {
        before.Add(" IN (");
        return values.Count <= WrittenOut
            ? before.Join(", ", values, v => sql.Value(Bound(v))).Add(")")
            : before.Add("SELECT value FROM json_each(").Value(ListJson(values)).Add("))");
    }

    private static string ListJson(IReadOnlyList<FilterValue> values) =>
        new JsonArray([.. values.Select(v => JsonValue.Create(Bound(v)) as JsonNode)]).ToJsonString(
            JsonSerializerOptions.Default
        );

    private SqlText WritePrefix(string field, string prefix)
    {
        sql.Add("(").Field(field).Add(" >= ").Value(prefix);
        if (prefix.Length == 0)
            return sql.Add(" AND typeof(").Field(field).Add(") = 'text')");
        return FilterLiteral.AfterPrefix(prefix) is { } end
            ? sql.Add(" AND ").Field(field).Add(" < ").Value(end).Add(")")
            : sql.Add(")");
    }

    private SqlText WriteContainsAny(string field, IReadOnlyList<FilterValue> values)
    {
        if (values.Count == 0)
            return sql.Add("0");
        if (Elements(field) is not { } elements)
            return WriteList(AddElements(field).Add(" WHERE value"), values).Add(")");
        sql.Add("id IN (SELECT id FROM ").Add(elements).Add(" WHERE value");
        return WriteList(sql, values).Add(")");
    }

    private SqlText WriteExists(string field, FilterValue value) =>
        value switch
        {
            FilterValue.Filled filled => WriteFilled(field, filled.Value),
            FilterValue.Flag { Value: false } => sql.Field(field).Add(" IS NULL"),
            _ => sql.Field(field).Add(" IS NOT NULL"),
        };

    private SqlText WriteFilled(string field, bool wanted) =>
        sql.Add("(json_array_length(doc,")
            .Add(SqlNames.Path(field))
            .Add(wanted ? ") > 0)" : ") > 0) IS NOT TRUE");

    private SqlText WriteContainsAll(string field, IReadOnlyList<FilterValue> values)
    {
        if (values.Count == 0)
            return sql.Add("json_type(doc,").Add(SqlNames.Path(field)).Add(") = 'array'");
        return sql.Add("(").Join(" AND ", values, v => WriteContainsAny(field, [v])).Add(")");
    }

    private SqlText AddElements(string field) =>
        sql.Add("EXISTS (SELECT 1 FROM json_each(doc,").Add(SqlNames.Path(field)).Add(")");

    private string? Elements(string field)
    {
        foreach (var index in collection.Indexes)
        {
            if (index is { Multikey: true, Where: null } && index.Keys[0] == field)
                return SqlNames.Elements(collection, index);
        }

        return null;
    }
}
