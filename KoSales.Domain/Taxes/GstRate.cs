using System.Text.Json.Serialization;
using KoSales.Domain.Kernel.Amounts;
using NodaTime;

namespace KoSales.Domain.Taxes;

/// <summary>The rate of goods tax that a chapter, heading, sub-heading or tariff item has for a time.</summary>
public sealed record GstRate : Document
{
    /// <summary><c>{hsn}.{valid_from}</c>, so that a row says the same thing wherever it is seeded.</summary>
    public string Id => IdOf(Hsn, ValidFrom);

    /// <summary>2, 4, 6 or 8 digits with which the codes of the goods begin.</summary>
    public required string Hsn { get; init; }

    /// <summary>In percent: the integrated tax, or central and state tax together.</summary>
    [JsonConverter(typeof(PlainDecimalConverter))]
    public required decimal Rate { get; init; }

    /// <summary>The first day.</summary>
    public required LocalDate ValidFrom { get; init; }

    /// <summary>The last day; null while it is in force.</summary>
    public LocalDate? ValidTo { get; init; }

    /// <summary>The notification that says so.</summary>
    public required string Source { get; init; }

    /// <summary>Which goods of the code the rate is for, and what others of the same code are taxed
    /// with.</summary>
    public string? Note { get; init; }

    [JsonIgnore]
    public override string Key => Id;

    /// <summary>What a quotation keeps beside the rate: the row and which version of it.</summary>
    [JsonIgnore]
    public string Rule =>
        string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{Id}@{Version}");

    public bool IsInForceOn(LocalDate day) =>
        day >= ValidFrom && (ValidTo is not { } last || day <= last);

    /// <summary>With the last day on which it is in force; what was taxed before then keeps the version that
    /// it was taxed by.</summary>
    public Verdict<GstRate> End(LocalDate last, Command command)
    {
        if (ValidTo is not null)
            return Fault.Conflict("gst_rate.ended", "This rate has ended already.");
        if (last < ValidFrom)
            return Fault.Invalid(
                "/valid_to",
                "gst_rate.period",
                "A rate cannot end before it begins."
            );
        return this with
        {
            ValidTo = last,
            Version = Version + 1,
            UpdatedAt = command.Now,
            UpdatedBy = command.Actor.Id,
        };
    }

    public static string IdOf(string hsn, LocalDate validFrom) =>
        $"{hsn}.{NodaTime.Text.LocalDatePattern.Iso.Format(validFrom)}";
}

[JsonSerializable(typeof(GstRate))]
internal sealed partial class GstRateJson : JsonSerializerContext;

public static class GstRates
{
    public static readonly Collection<GstRate> Collection = new(
        "gst_rates",
        () => new GstRateJson(DocumentJson.NewOptions()).GstRate,
        new IndexSpec("gst_rates_hsn", "hsn", "valid_from"),
        new IndexSpec("gst_rates_from", "-valid_from"),
        new IndexSpec("gst_rates_created", "-created_at")
    );
}

/// <summary>Stands for the rows of one code: whoever adds one raises its version in the same commit, so that
/// two rows that overlap cannot be added at once.</summary>
public sealed record GstCode : Document
{
    public static readonly Collection<GstCode> Collection = new(
        "gst_codes",
        () => new GstCodeJson(DocumentJson.NewOptions()).GstCode
    );

    public required string Id { get; init; }

    [JsonIgnore]
    public override string Key => Id;
}

[JsonSerializable(typeof(GstCode))]
internal sealed partial class GstCodeJson : JsonSerializerContext;
