using NodaTime;

namespace KoSales.Tests.Auth;

/// <summary>A clock that stands until it is moved.</summary>
internal sealed class SetClock(Instant start) : TimeProvider
{
    private long _ticks;

    public Instant Now => start + Duration.FromTicks(Interlocked.Read(ref _ticks));

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow() => Now.ToDateTimeOffset();

    public override long GetTimestamp() => Interlocked.Read(ref _ticks);

    public void Advance(TimeSpan by) => Interlocked.Add(ref _ticks, by.Ticks);
}
