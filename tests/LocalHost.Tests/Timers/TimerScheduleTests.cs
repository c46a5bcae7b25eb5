using KoSales.LocalHost.Timers;

namespace KoSales.LocalHost.Tests.Timers;

public sealed class TimerScheduleTests
{
    private static readonly DateTime Monday = new(2026, 1, 5, 9, 30, 15, DateTimeKind.Utc);

    [Theory]
    [InlineData("0 */5 * * * *", "2026-01-05T09:35:00Z")]
    [InlineData("*/5 * * * *", "2026-01-05T09:35:00Z")]
    [InlineData("20 30 9 * * Mon-Fri", "2026-01-05T09:30:20Z")]
    [InlineData("0 0 0 1 * *", "2026-02-01T00:00:00Z")]
    [InlineData("01:30:00", "2026-01-05T11:00:15Z")]
    public void The_next_occurrence_is_after_the_given_time_and_in_UTC(
        string expression,
        string expected
    )
    {
        var next = TimerSchedule.Parse(expression).Next(Monday);
        Assert.Equal(
            DateTime.Parse(expected, null, System.Globalization.DateTimeStyles.RoundtripKind),
            next
        );
        Assert.Equal(DateTimeKind.Utc, next.Kind);
    }

    [Fact]
    public void A_day_that_never_comes_is_never_due() =>
        Assert.Equal(DateTime.MaxValue, TimerSchedule.Parse("0 0 0 30 2 *").Next(Monday));

    [Theory]
    [InlineData("")]
    [InlineData("* * * *")]
    [InlineData("* * * * * * *")]
    [InlineData("0 60 * * * *")]
    [InlineData("00:00:00")]
    [InlineData("-01:00:00")]
    [InlineData("hourly")]
    public void What_is_no_schedule_is_refused(string expression) =>
        Assert.Throws<FormatException>(() => TimerSchedule.Parse(expression));

    [Theory]
    [InlineData("0 * * * * *", true)]
    [InlineData("*/30 * * * * *", false)]
    [InlineData("0,30 0 9 * * *", false)]
    [InlineData("00:01:00", true)]
    [InlineData("00:00:59", false)]
    [InlineData("0 0 0 30 2 *", true)]
    public void Runs_less_than_a_minute_apart_are_not_remembered(
        string expression,
        bool remembered
    ) => Assert.Equal(remembered, TimerSchedule.Parse(expression).IsMonitorable(Monday));
}
