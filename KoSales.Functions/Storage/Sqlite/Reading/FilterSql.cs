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

    /// <inheritdoc cref="IsCompared"/>
    private const int Compared = 5;

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
            if (known.Holds(index.Where))
                sql.Add(" AND ").Add(index.Sql);
        }
    }

    /// <summary>A condition without parameters, for declarations.</summary>
    public static string Literal(Collection collection, Filter filter)
    {
        var sql = new SqlText(collection, literal: true);
        new FilterSql(collection, Instant.MinValue, sql).Write(filter);
        return sql.Done().Text;
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

    private void WriteTerms(string between, IReadOnlyList<Filter> terms)
    {
        sql.Add("(");
        for (var i = 0; i < terms.Count; i++)
        {
            if (i > 0)
                sql.Add(between);
            Write(terms[i]);
        }

        sql.Add(")");
    }

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
            FilterOperator.In => WriteIn(field, value),
            FilterOperator.Nin => WriteNotIn(field, value),
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

    private SqlText WriteFixed(Filter.Condition relative)
    {
        WriteTerms(" AND ", RelativeDates.Fixed(relative, now));
        return sql;
    }

    private SqlText WriteIn(string field, FilterValue value) =>
        value switch
        {
            FilterValue.Many { Values: [] } => sql.Add("0"),
            FilterValue.Many { Values: [var only] } => WriteComparison(field, only),
            FilterValue.Many { Values: var values } => IsCompared(field, values.Count)
                ? WriteComparisons(field, values)
                : WriteList(sql.Field(field), values),
            _ => WriteComparison(field, value),
        };

    private SqlText WriteComparison(string field, FilterValue value) =>
        sql.Field(field).Add(" = ").Value(Bound(value));

    /// <summary>Whether a list is better compared with one by one. SQLite makes a table of three values or more
    /// before it looks at the first row, which takes longer than to read a few rows.</summary>
    private bool IsCompared(string field, int values) =>
        values is > 2 and <= Compared && !sql.IsLiteral && SqlNames.IsIndexed(collection, field);

    private SqlText WriteComparisons(string field, IReadOnlyList<FilterValue> values)
    {
        sql.Add("(");
        for (var i = 0; i < values.Count; i++)
        {
            if (i > 0)
                sql.Add(" OR ");
            WriteComparison(field, values[i]);
        }

        return sql.Add(")");
    }

    private SqlText WriteNotIn(string field, FilterValue value)
    {
        sql.Add("(");
        return WriteIn(field, value).Add(") IS NOT TRUE");
    }

    private static SqlText WriteList(SqlText before, IReadOnlyList<FilterValue> values)
    {
        before.Add(" IN (");
        if (values.Count > WrittenOut)
            return before.Add("SELECT value FROM json_each(").Value(ListJson(values)).Add("))");
        for (var i = 0; i < values.Count; i++)
        {
            if (i > 0)
                before.Add(", ");
            before.Value(Bound(values[i]));
        }

        return before.Add(")");
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
        sql.Add("(");
        for (var i = 0; i < values.Count; i++)
        {
            if (i > 0)
                sql.Add(" AND ");
            WriteContainsAny(field, [values[i]]);
        }

        return sql.Add(")");
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
