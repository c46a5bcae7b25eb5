using KoSales.LocalHost.Tests.DurableTask;

namespace KoSales.LocalHost.Tests;

/// <summary>What this assembly does when it is started as a process by one of its own tests.</summary>
internal static class TestProgram
{
    public const string RunHub = "run-hub";

    public static async Task<int> Main(string[] arguments)
    {
        if (arguments is not [RunHub, var file, var instances]) return 0;
        await HubProcess.RunAsync(file, int.Parse(instances, System.Globalization.CultureInfo.InvariantCulture));
        return 0;
    }
}
