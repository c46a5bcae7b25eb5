using System.Text.Json;
using KoSales.Domain.Filters.Dates;
using KoSales.Domain.Filters.Reading;
using NodaTime;

namespace KoSales.Functions.Storage.MongoQuery;

/// <summary>Writes a filter as a MongoDB query document, in plain JSON text, so that it is tested where
/// there is no driver.</summary>
internal sealed class FilterMongo(Collection collection, Instant now, Utf8JsonWriter writer)
{
    public static string Query(Collection collection, Filter filter, Instant now) =>
        MongoJson.Text(writer => new FilterMongo(collection, now, writer).Write(filter));

    public void Write(Filter filter)
    {
        writer.WriteStartObject();
        switch (filter)
        {
            case Filter.All { Terms.Count: 0 }:
                break;
            case Filter.All all:
                WriteTerms("$and", all.Terms);
                break;
            case Filter.Any { Terms.Count: 0 }:
                WriteTerms("$nor", [Filter.Everything]);
                break;
            case Filter.Any any:
                WriteTerms("$or", any.Terms);
                break;
            case Filter.Not not:
                WriteTerms("$nor", [not.Term]);
                break;
            case Filter.Condition condition:
                WriteField(condition);
                break;
        }

        writer.WriteEndObject();
    }

    private void WriteField(Filter.Condition condition)
    {
        writer.WriteStartObject(MongoNames.Field(condition.Field));
        WriteCondition(condition);
        writer.WriteEndObject();
    }

    private void WriteTerms(string name, IReadOnlyList<Filter> terms)
    {
        writer.WriteStartArray(name);
        foreach (var term in terms)
            Write(term);
        writer.WriteEndArray();
    }

    private void WriteCondition(Filter.Condition condition)
    {
        var value = condition.Value;
        switch (condition.Operator)
        {
            case FilterOperator.Exists:
                WriteExists(value);
                break;
            case FilterOperator.Prefix:
                WritePrefix(FilterLiteral.AsText(value)!);
                break;
            case FilterOperator.ContainsAll when FilterLiteral.Members(value).Count == 0:
                writer.WriteString("$type", "array");
                break;
            case FilterOperator.WithinLast
            or FilterOperator.OlderThan
            or FilterOperator.WithinNext
            or FilterOperator.InPeriod:
                foreach (var bound in RelativeDates.Fixed(condition, now))
                    WriteCondition(bound);
                break;
            default:
                writer.WritePropertyName(Name(condition.Operator));
                WriteOperand(condition);
                break;
        }
    }

    private void WriteExists(FilterValue value)
    {
        if (value is FilterValue.Filled filled)
            WriteFilled(filled.Value);
        else
            writer.WriteNull(value is FilterValue.Flag { Value: false } ? "$eq" : "$ne");
    }

    /// <summary>Neither missing nor an empty array.</summary>
    private void WriteFilled(bool wanted)
    {
        writer.WriteStartArray(wanted ? "$nin" : "$in");
        writer.WriteNullValue();
        writer.WriteStartArray();
        writer.WriteEndArray();
        writer.WriteEndArray();
    }

    private static string Name(FilterOperator @operator) =>
        @operator switch
        {
            FilterOperator.ContainsAny => "$in",
            FilterOperator.ContainsAll => "$all",
            _ => "$" + @operator.Wire(),
        };

    private void WriteOperand(Filter.Condition condition)
    {
        if (!condition.Operator.TakesMany())
        {
            WriteValue(condition.Field, condition.Value);
            return;
        }

        writer.WriteStartArray();
        foreach (var member in FilterLiteral.Members(condition.Value))
            WriteValue(condition.Field, member);
        writer.WriteEndArray();
    }

    private void WriteValue(string field, FilterValue value)
    {
        if (value is FilterValue.Number number)
            writer.WriteDecimal(number.Value);
        else if (value is FilterValue.Flag flag)
            writer.WriteBooleanValue(flag.Value);
        else if (value is FilterValue.Moment && MongoNames.IsDate(collection, field))
            writer.WriteDate(FilterLiteral.AsText(value)!);
        else
            writer.WriteStringValue(
                FilterLiteral.AsText(value)
                    ?? throw new ArgumentException(
                        $"{value.GetType().Name} is no value to compare a field with",
                        nameof(value)
                    )
            );
    }

    /// <summary>A range rather than a pattern: it uses an index, and the prefix needs no escaping.</summary>
    private void WritePrefix(string prefix)
    {
        writer.WriteString("$gte", prefix);
        if (prefix.Length > 0 && FilterLiteral.AfterPrefix(prefix) is { } end)
            writer.WriteString("$lt", end);
    }
}
