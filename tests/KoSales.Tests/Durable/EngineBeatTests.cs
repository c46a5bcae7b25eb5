using KoSales.Functions.Durable;
using KoSales.Tests.Flows;
using NodaTime;

namespace KoSales.Tests.Durable;

public sealed class EngineBeatTests(FlowRig rig) : IClassFixture<FlowRig>
{
    [Fact]
    public async Task An_engine_that_owes_an_answer_for_minutes_is_not_ready_until_it_answers()
    {
        var beats = rig.Get<EngineBeats>();
        Assert.True(await beats.IsAliveAsync(CancellationToken.None));
        await beats.AskAsync(CancellationToken.None);
        rig.Now += EngineBeats.Patience;
        await beats.AskAsync(CancellationToken.None);
        Assert.True(await beats.IsAliveAsync(CancellationToken.None));
        rig.Now += Duration.FromSeconds(1);
        Assert.False(await beats.IsAliveAsync(CancellationToken.None));
        await beats.AnswerAsync(CancellationToken.None);
        Assert.True(await beats.IsAliveAsync(CancellationToken.None));
        rig.Now += Duration.FromHours(1);
        Assert.True(await beats.IsAliveAsync(CancellationToken.None));
    }
}
