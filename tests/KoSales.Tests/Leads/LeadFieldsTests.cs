using KoSales.Domain.Leads;
using KoSales.Functions.Leads;

namespace KoSales.Tests.Leads;

/// <summary>What the row of a field cannot say by itself: that the contracts have it too.</summary>
public sealed class LeadFieldsTests
{
    public static TheoryData<string> Written => [.. LeadFields.Table.Written.Select(f => f.Path)];

    public static TheoryData<string> Asked => [.. LeadFields.Table.Asked.Keys];

    [Theory]
    [MemberData(nameof(Written))]
    public void Bodies_and_answer_have_every_field_that_people_write(string path)
    {
        Assert.NotNull(MemberPath.Of(typeof(CreateLead), path));
        Assert.NotNull(MemberPath.Of(typeof(EditLead), path));
        Assert.NotNull(MemberPath.Of(typeof(LeadView), path));
    }

    [Theory]
    [MemberData(nameof(Asked))]
    public void Everything_that_rules_ask_of_is_shown(string path) =>
        Assert.NotNull(MemberPath.Of(typeof(LeadView), path));

    [Fact]
    public void No_heading_leads_to_two_fields()
    {
        var twice = LeadFields
            .Cells.Columns.SelectMany(c => c.Headings)
            .GroupBy(h => h)
            .Where(g => g.Count() > 1)
            .Select(g => g.Key);

        Assert.Empty(twice);
    }
}
