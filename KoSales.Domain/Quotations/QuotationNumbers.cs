using System.Globalization;
using System.Text.Json.Serialization;
using KoSales.Domain.Taxes;
using NodaTime;

namespace KoSales.Domain.Quotations;

/// <summary>A number, and the series as it is after that was given.</summary>
public sealed record NumberGiven(string Number, QuotationSeries Series);

/// <summary>
/// The numbers of one financial year: 1, 2, 3 without a gap. The next number is given only by the commit
/// that stores the quotation and the series' next version together; who comes second has a version conflict
/// and takes a number afresh, so that none is given twice and none is lost.
/// </summary>
public sealed record QuotationSeries : Document
{
    /// <summary>Rule 46(b) of the CGST Rules 2017: a serial number has at most sixteen
    /// characters.</summary>
    public const int Longest = 16;

    /// <summary><see cref="IdOf"/>.</summary>
    public required string Id { get; init; }

    /// <summary>What comes next; from 1.</summary>
    public long Next { get; init; } = 1;

    [JsonIgnore]
    public override string Key => Id;

    /// <summary>Of the series that an instant belongs to: <c>KO/26-27</c>.</summary>
    public static string IdOf(string prefix, Instant now) => $"{prefix}/{FinancialYear.Of(now)}";

    /// <summary>Before the first number of a year: the document does not exist yet and is
    /// inserted.</summary>
    public static QuotationSeries Begin(string prefix, Command command) =>
        new()
        {
            Id = IdOf(prefix, command.Now),
            CreatedAt = command.Now,
            UpdatedAt = command.Now,
            CreatedBy = command.Actor.Id,
            UpdatedBy = command.Actor.Id,
        };

    /// <summary><c>KO/26-27/00042</c>; longer numbers than five digits simply grow.</summary>
    /// <exception cref="InvalidOperationException">The series is of another year than the
    /// command.</exception>
    public Verdict<NumberGiven> Give(Command command)
    {
        if (!Id.EndsWith("/" + FinancialYear.Of(command.Now), StringComparison.Ordinal))
            throw new InvalidOperationException($"the series {Id} is of another financial year");
        var number = string.Create(CultureInfo.InvariantCulture, $"{Id}/{Next:00000}");
        if (number.Length > Longest)
            return Fault.Conflict(
                "quotation.series_full",
                "The series has no numbers of sixteen characters left; take a shorter prefix.",
                ("series", Id)
            );
        return new NumberGiven(number, AfterNext(command));
    }

    private QuotationSeries AfterNext(Command command) =>
        this with
        {
            Next = Next + 1,
            Version = Version + 1,
            UpdatedAt = command.Now,
            UpdatedBy = command.Actor.Id,
        };
}

[JsonSerializable(typeof(QuotationSeries))]
internal sealed partial class QuotationSeriesJson : JsonSerializerContext;

public static class QuotationSeriesStore
{
    public static readonly Collection<QuotationSeries> Collection = new(
        "quotation_series",
        () => new QuotationSeriesJson(DocumentJson.NewOptions()).QuotationSeries
    );
}
