using System.Diagnostics;
using System.Globalization;
using KoSales.Tests.EndToEnd;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

/// <summary>
/// Runs in the app's process before its own code, where <c>DOTNET_STARTUP_HOOKS</c> names this assembly:
/// gives the app, its host and its task hub a clock that
/// the test steers with lines on stdin, <c>advance hh:mm:ss</c> or <c>shift hh:mm:ss</c>, each answered
/// with <c>clock …</c> on stdout.
/// </summary>
#pragma warning disable CA1050, CA1852 // The runtime looks for a type of this name without a namespace.
internal sealed class StartupHook
#pragma warning restore CA1050, CA1852
{
    public const string Start = "KOSALES_TEST_CLOCK";

    public static void Initialize()
    {
        var clock = new SteeredClock(
            DateTimeOffset.Parse(
                Environment.GetEnvironmentVariable(Start)!,
                CultureInfo.InvariantCulture
            )
        );
        DiagnosticListener.AllListeners.Subscribe(
            new Watcher<DiagnosticListener>(listener =>
            {
                if (listener.Name == "Microsoft.Extensions.Hosting")
                    listener.Subscribe(
                        new Watcher<KeyValuePair<string, object?>>(happened =>
                            Replace(happened, clock)
                        )
                    );
            })
        );
        new Thread(() => Obey(clock)) { IsBackground = true }.Start();
    }

    private static void Replace(KeyValuePair<string, object?> happened, TimeProvider clock)
    {
        if (happened is { Key: "HostBuilding", Value: IHostBuilder host })
            host.ConfigureServices(services =>
                services.Replace(ServiceDescriptor.Singleton(clock))
            );
    }

    private static void Obey(SteeredClock clock)
    {
        while (Console.In.ReadLine()?.Split(' ') is [var order, var by])
        {
            var span = TimeSpan.Parse(by, CultureInfo.InvariantCulture);
            if (order == "advance")
                clock.Advance(span);
            else
                clock.Shift(span);
            Console.Out.WriteLine($"clock {clock.GetUtcNow():O}");
        }
    }

    private sealed class Watcher<T>(Action<T> seen) : IObserver<T>
    {
        public void OnNext(T value) => seen(value);

        public void OnCompleted() { }

        public void OnError(Exception error) { }
    }
}
