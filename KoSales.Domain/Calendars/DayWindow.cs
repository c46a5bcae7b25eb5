using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace KoSales.Domain.Calendars;

/// <summary>Working hours of a day, [from, to): written <c>{"from": "09:30", "to": "18:30"}</c>.</summary>
/// <param name="From">Seconds after local midnight, 0 to 86,399.</param>
/// <param name="To">Seconds after local midnight, 1 to 86,400 (<c>24:00</c>); at or before
/// <see cref="From"/> for a window that ends the next day.</param>
[JsonConverter(typeof(DayWindowConverter))]
public readonly record struct DayWindow(int From, int To)
{
    public const int Day = 86_400;

    public bool IsOvernight => To <= From;

    /// <summary>Accepts HH:mm and HH:mm:ss; <paramref name="to"/> may also be 24:00.</summary>
    public static bool TryParse(string? from, string? to, out DayWindow window)
    {
        window = default;
        if (!TryParseTime(from, out var start) || !TryParseTime(to, out var end) || start == Day)
            return false;
        window = new DayWindow(start, end == 0 ? Day : end);
        return true;
    }

    public static string Write(int seconds) =>
        seconds % 60 == 0
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"{seconds / 3600:00}:{seconds / 60 % 60:00}"
            )
            : string.Create(
                CultureInfo.InvariantCulture,
                $"{seconds / 3600:00}:{seconds / 60 % 60:00}:{seconds % 60:00}"
            );

    private static bool TryParseTime(string? text, out int seconds)
    {
        seconds = 0;
        if (text is not { Length: 5 or 8 } || !HasColons(text))
            return false;
        var second = 0;
        if (!Two(text.AsSpan(0, 2), out var hour) || !Two(text.AsSpan(3, 2), out var minute))
            return false;
        if (text.Length == 8 && !Two(text.AsSpan(6, 2), out second))
            return false;
        seconds = (hour * 3600) + (minute * 60) + second;
        return minute < 60 && second < 60 && seconds <= Day;
    }

    private static bool HasColons(string text) =>
        text[2] == ':' && (text.Length == 5 || text[5] == ':');

    private static bool Two(ReadOnlySpan<char> digits, out int value) =>
        int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out value);
}

public sealed class DayWindowConverter : JsonConverter<DayWindow>
{
    public override DayWindow Read(
        ref Utf8JsonReader reader,
        Type typeToConvert,
        JsonSerializerOptions options
    )
    {
        using var json = JsonDocument.ParseValue(ref reader);
        var element = json.RootElement;
        return
            element.ValueKind == JsonValueKind.Object
            && DayWindow.TryParse(Text(element, "from"), Text(element, "to"), out var window)
            ? window
            : throw new JsonException(
                "a window is {\"from\": \"HH:mm\", \"to\": \"HH:mm\"}, the end 24:00 at most"
            );
    }

    public override void Write(
        Utf8JsonWriter writer,
        DayWindow value,
        JsonSerializerOptions options
    )
    {
        writer.WriteStartObject();
        writer.WriteString("from", DayWindow.Write(value.From));
        writer.WriteString("to", DayWindow.Write(value.To));
        writer.WriteEndObject();
    }

    private static string? Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out var member) && member.ValueKind == JsonValueKind.String
            ? member.GetString()
            : null;
}
