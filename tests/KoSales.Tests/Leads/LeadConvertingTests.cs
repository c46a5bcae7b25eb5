using KoSales.Domain.Leads;
using static KoSales.Tests.Leads.LeadSamples;

namespace KoSales.Tests.Leads;

public sealed class LeadConvertingTests
{
    private static readonly LeadConversion Into = new("C-1", "CT-1", "D-1", Now, "A0-0003");

    [Fact]
    public void A_converted_lead_says_what_it_became_and_can_not_be_edited()
    {
        var fact = Open.Convert(Into, "converted", By(Agent));

        Assert.Equal(
            (LeadStatus.Converted, "converted", Into, "lead.converted"),
            (fact.Entity.Status, fact.Entity.Stage, fact.Entity.Converted, fact.Type)
        );
        Assert.Equal("D-1", fact.Refs!["deal_id"]);
        Assert.True(fact.Entity.Edit(fact.Entity, fact.Entity.Masks, By(Agent)).IsRefused);
    }

    [Theory]
    [InlineData(LeadStatus.Open, null)]
    [InlineData(LeadStatus.Converted, null)]
    [InlineData(LeadStatus.Lost, "lead.status_forbids")]
    [InlineData(LeadStatus.Junk, "lead.status_forbids")]
    public void A_lead_that_was_given_up_is_reopened_first(LeadStatus status, string? code) =>
        Assert.Equal(code, (Open with { Status = status }).ObjectionToConversion()?.Code);

    [Fact]
    public void An_erased_lead_is_not_converted() =>
        Assert.Equal("lead.erased", (Open with { ErasedAt = Now }).ObjectionToConversion()?.Code);
}
