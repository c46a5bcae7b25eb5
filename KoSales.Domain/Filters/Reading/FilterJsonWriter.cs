using System.Text.Json;
using KoSales.Domain.Filters.Dates;

namespace KoSales.Domain.Filters.Reading;

/// <summary>Writes the form that <see cref="FilterJson.Parse"/> reads.</summary>
public static class FilterJsonWriter
{
    public static void Write(Utf8JsonWriter writer, Filter filter)
    {
        writer.WriteStartObject();
        switch (filter)
        {
            case Filter.All all:
                WriteTerms(writer, "all", all.Terms);
                break;
            case Filter.Any any:
                WriteTerms(writer, "any", any.Terms);
                break;
            case Filter.Not not:
                writer.WritePropertyName("not");
                Write(writer, not.Term);
                break;
            case Filter.Condition condition:
                WriteMembers(writer, condition);
                break;
        }

        writer.WriteEndObject();
    }

    private static void WriteMembers(Utf8JsonWriter writer, Filter.Condition condition)
    {
        writer.WriteString("field", condition.Field);
        writer.WriteString("op", condition.Operator.Wire());
        writer.WritePropertyName("value");
        WriteValue(writer, condition.Value);
    }

    private static void WriteTerms(Utf8JsonWriter writer, string name, IReadOnlyList<Filter> terms)
    {
        writer.WriteStartArray(name);
        foreach (var term in terms)
            Write(writer, term);
        writer.WriteEndArray();
    }

    private static void WriteValue(Utf8JsonWriter writer, FilterValue value)
    {
        switch (value)
        {
            case FilterValue.Number number:
                writer.WriteNumberValue(number.Value);
                break;
            case FilterValue.Flag flag:
                writer.WriteBooleanValue(flag.Value);
                break;
            case FilterValue.Filled filled:
                writer.WriteBooleanValue(filled.Value);
                break;
            case FilterValue.Span span:
                writer.WriteStringValue(FilterText.WriteSpan(span.Value));
                break;
            case FilterValue.Period period:
                writer.WriteStringValue(period.Value.Wire());
                break;
            case FilterValue.Many many:
                WriteEach(writer, many.Values);
                break;
            default:
                writer.WriteStringValue(FilterLiteral.AsText(value));
                break;
        }
    }

    private static void WriteEach(Utf8JsonWriter writer, IReadOnlyList<FilterValue> values)
    {
        writer.WriteStartArray();
        foreach (var value in values)
            WriteValue(writer, value);
        writer.WriteEndArray();
    }
}
