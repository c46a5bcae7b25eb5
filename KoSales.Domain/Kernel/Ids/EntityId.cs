using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace KoSales.Domain.Kernel.Ids;

/// <summary>How ids of one kind are written: <c>{prefix}{offset + n, padded}</c>. Numbers longer than the
/// padding simply grow.</summary>
/// <param name="Counter">Name of the atomic counter that numbers them, which is also the collection's
/// name.</param>
public sealed record IdFormat(string Counter, string Prefix, int Digits = 1, long Offset = 0)
{
    /// <param name="n">Counts up from 1.</param>
    public string Write(long n) =>
        Prefix + (Offset + n).ToString("D" + Digits, CultureInfo.InvariantCulture);

    /// <summary>True for the prefix followed by 1 to 18 digits, at least <see cref="Digits"/> of
    /// them.</summary>
    public bool Accepts(string? text) =>
        text is not null
        && text.Length >= Prefix.Length + Digits
        && text.Length <= Prefix.Length + 18
        && text.StartsWith(Prefix, StringComparison.Ordinal)
        && text.AsSpan(Prefix.Length).IndexOfAnyExceptInRange('0', '9') < 0;
}

/// <summary>A typed id: a string in JSON and in the store.</summary>
public interface IEntityId<TSelf>
    where TSelf : struct, IEntityId<TSelf>
{
    static abstract IdFormat Format { get; }

    string Value { get; }

    /// <summary>Wraps without checking; at the edge use <see cref="EntityIds.TryParse{TId}"/>.</summary>
    static abstract TSelf Of(string value);
}

public static class EntityIds
{
    public static bool TryParse<TId>(string? text, out TId id)
        where TId : struct, IEntityId<TId>
    {
        var accepted = TId.Format.Accepts(text);
        id = accepted ? TId.Of(text!) : default;
        return accepted;
    }

    public static TId At<TId>(long n)
        where TId : struct, IEntityId<TId> => TId.Of(TId.Format.Write(n));
}

/// <summary>Writes a typed id as its string.</summary>
public sealed class EntityIdConverter<TId> : JsonConverter<TId>
    where TId : struct, IEntityId<TId>
{
    public override TId Read(
        ref Utf8JsonReader reader,
        Type typeToConvert,
        JsonSerializerOptions options
    ) => TId.Of(reader.GetString() ?? throw new JsonException("an id is a string"));

    public override void Write(Utf8JsonWriter writer, TId value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.Value);

    public override TId ReadAsPropertyName(
        ref Utf8JsonReader reader,
        Type typeToConvert,
        JsonSerializerOptions options
    ) => TId.Of(reader.GetString()!);

    public override void WriteAsPropertyName(
        Utf8JsonWriter writer,
        TId value,
        JsonSerializerOptions options
    ) => writer.WritePropertyName(value.Value);
}
