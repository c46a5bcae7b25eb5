namespace KoSales.LocalHost.Tests;

internal static class Eventually
{
    /// <summary>Polls until the condition holds; fails after the deadline, whose only job is to end a
    /// broken test.</summary>
    public static async Task HoldsAsync(Func<bool> condition, string what)
    {
        for (var i = 0; i < 9_000; i++)
        {
            if (condition())
                return;
            await Task.Delay(10);
        }

        Assert.Fail($"never happened: {what}");
    }
}
