using NodaTime;

namespace KoSales.Domain.Taxes;

/// <summary>The Indian financial year: 1 April to 31 March, in company time.</summary>
/// <param name="Start">The calendar year in which it begins.</param>
public readonly record struct FinancialYear(int Start)
{
    private const int April = 4;

    public static FinancialYear Of(LocalDate day) =>
        new(day.Month >= April ? day.Year : day.Year - 1);

    public static FinancialYear Of(Instant instant) => Of(CompanyDay.Of(instant));

    /// <summary><c>26-27</c>.</summary>
    public override string ToString() =>
        string.Create(
            System.Globalization.CultureInfo.InvariantCulture,
            $"{Start % 100:00}-{(Start + 1) % 100:00}"
        );
}
