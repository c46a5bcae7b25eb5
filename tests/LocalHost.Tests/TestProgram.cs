using System.Globalization;
using KoSales.LocalHost.Tests.Apps;
using KoSales.LocalHost.Tests.DurableTask;

namespace KoSales.LocalHost.Tests;

/// <summary>What this assembly does when it is started as a process by one of its own tests.</summary>
internal static class TestProgram
{
    public const string RunHub = "run-hub";
    public const string RunApp = "run-app";

    public static async Task<int> Main(string[] arguments)
    {
        switch (arguments)
        {
            case [RunHub, var file, var instances]:
                await HubProcess.RunAsync(file, int.Parse(instances, CultureInfo.InvariantCulture));
                break;
            case [RunApp, .. var rest]:
                await ProcessApp.RunAsync(rest);
                break;
        }

        return 0;
    }
}
