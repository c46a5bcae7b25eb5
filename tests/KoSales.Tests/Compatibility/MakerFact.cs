namespace KoSales.Tests.Compatibility;

/// <summary>
/// Makes files that later versions are tested with, and does so only where <c>KOSALES_MAKE_FIXTURE</c> is
/// set: once before a release.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class MakerFactAttribute : FactAttribute
{
    private const string Wish = "KOSALES_MAKE_FIXTURE";

    public MakerFactAttribute()
    {
        if (string.IsNullOrEmpty(Environment.GetEnvironmentVariable(Wish)))
            Skip = $"Makes test files; runs where {Wish} is set.";
    }
}
