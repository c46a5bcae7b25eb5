using KoSales.Functions.Outbox;
using KoSales.Functions.Writing;
using KoSales.Tests.Writing;
using Microsoft.Extensions.DependencyInjection;

namespace KoSales.Tests.Conversions;

/// <summary>Conversions that somebody else is faster than.</summary>
public sealed class ConversionAttemptTests : ConversionRig
{
    private OvertakenStore? _told;

    private protected override void Add(IServiceCollection services)
    {
        base.Add(services);
        services.AddSingleton(s =>
        {
            var (store, told) = OvertakenStore.Over(s.GetRequiredService<IDocumentStore>());
            _told = told;
            return new Commits(store, s.GetRequiredService<IEventDispatcher>());
        });
    }

    [Fact]
    public async Task The_second_attempt_takes_the_numbers_of_the_first()
    {
        var (overtaken, next) = (await LeadAsync(), await LeadAsync());

        _told!.IsOvertaken = true;
        var first = await ConvertAsync(overtaken);
        var second = await ConvertAsync(next);

        Assert.False(_told.IsOvertaken);
        Assert.Equal(("C-1", "D-1"), (first.ContactId, first.DealId));
        Assert.Equal(("C-2", "D-2"), (second.ContactId, second.DealId));
    }
}
