using KoSales.Domain.Leads;
using KoSales.Domain.Pii;
using NodaTime;
using static KoSales.Tests.Leads.LeadSamples;

namespace KoSales.Tests.Signals;

public sealed class LeadSignalTests
{
    private static readonly HeardSignal Form = new("SIG-00001", "website", "web_form", Now);

    [Fact]
    public void A_signal_is_counted_told_of_and_asks_for_somebody_now()
    {
        var fact = Open.EnquireAgain(Form, By(Manager));

        Assert.Equal(
            (1, Now, Now),
            (fact.Entity.SignalCount, fact.Entity.LastSignalAt, fact.Entity.NextActionAt)
        );
        Assert.Equal("SIG-00001", fact.Refs!["signal_id"]);
        Assert.Contains("signal_count", fact.Paths);
    }

    [Fact]
    public void Whoever_opted_out_is_counted_and_nobody_is_asked()
    {
        var withdrawn = new ConsentEntry(
            ConsentLedger.Contact,
            ConsentChannel.Any,
            Given: false,
            Now,
            "call"
        );

        var fact = Open.EnquireAgain(Form, By(Manager), [withdrawn]);

        Assert.Equal((1, null), (fact.Entity.SignalCount, fact.Entity.NextActionAt));
        Assert.True(fact.Entity.DoNotContact);
    }

    [Fact]
    public void A_signal_that_comes_late_is_not_the_last()
    {
        var heard = Open.Counting(Now).Counting(Now - Duration.FromHours(1));

        Assert.Equal((2, Now), (heard.SignalCount, heard.LastSignalAt));
    }

    [Fact]
    public void An_enquiry_that_is_no_signal_is_not_counted()
    {
        var fact = Open.EnquireAgain(null, By(Manager));

        Assert.Equal((0, null), (fact.Entity.SignalCount, fact.Entity.LastSignalAt));
        Assert.Equal(Now, fact.Entity.NextActionAt);
    }
}
