using KoSales.Functions.Startup;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace KoSales.Tests.Startup;

public sealed class HeapAfterStartTests
{
    [Fact]
    public async Task What_the_start_has_left_is_given_back_once_the_app_is_up()
    {
        var left = Leave();

        await new HeapAfterStart().StartedAsync(CancellationToken.None);

        Assert.False(left.IsAlive);
    }

    [Fact]
    public void The_app_has_it() =>
        Assert.Contains(
            new ServiceCollection().AddStartGate(),
            s =>
                s.ServiceType == typeof(IHostedService)
                && s.ImplementationType == typeof(HeapAfterStart)
        );

    // Of the oldest generation, where no small collection looks: a large object.
    [System.Runtime.CompilerServices.MethodImpl(
        System.Runtime.CompilerServices.MethodImplOptions.NoInlining
    )]
    private static WeakReference Leave() => new(new byte[1 << 20]);
}
