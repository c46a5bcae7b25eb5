using KoSales.Domain.Imports;
using KoSales.Domain.Leads;

namespace KoSales.Tests.Imports;

public sealed class ImportPlanTests
{
    private static readonly string[] Header = ["Lead Number", "Lead Source", "City", ""];

    private static readonly ImportOptions Options = new()
    {
        Mapping = new Dictionary<string, string>
        {
            ["Lead Number"] = "external_ref",
            ["Lead Source"] = "source.channel",
            ["City"] = "address.district",
        },
        Defaults = new Dictionary<string, string>
        {
            ["kind"] = "farmer",
            ["address.district"] = "Sehore",
        },
        ValueMap = new Dictionary<string, IReadOnlyDictionary<string, string>>
        {
            ["source.channel"] = new Dictionary<string, string>
            {
                ["Google"] = "google",
                ["*"] = "other",
                [""] = "manual",
            },
        },
    };

    [Fact]
    public void Cells_are_mapped_translated_and_filled_up()
    {
        Assert.Equal(
            [
                ("external_ref", "17"),
                ("source.channel", "google"),
                ("kind", "farmer"),
                ("address.district", "Sehore"),
            ],
            Read("17", " GOOGLE ", " ")
        );
        Assert.Equal(
            [("source.channel", "other"), ("address.district", "Indore"), ("kind", "farmer")],
            Read("", "Olark Chat", "Indore")
        );
        Assert.Contains(("source.channel", "manual"), Read("17", "", ""));
    }

    [Fact]
    public void A_fault_is_told_by_the_heading_of_its_column()
    {
        var plan = Plan(Options).Value;

        Assert.Equal("Lead Source", plan.ColumnAt("/source/channel"));
        Assert.Null(plan.ColumnAt("/kind"));
        Assert.Null(plan.ColumnAt(null));
    }

    [Fact]
    public void Every_fault_of_the_options_is_told_at_once()
    {
        var faults = Plan(
            Options with
            {
                Mapping = new Dictionary<string, string>
                {
                    ["City"] = "custom.nope",
                    ["Town"] = "address.village",
                    ["Lead Number"] = "kind",
                    ["Lead Source"] = "kind",
                    [""] = "phone",
                },
                Defaults = new Dictionary<string, string> { ["owner_id"] = "A0-0001" },
                ValueMap = new Dictionary<string, IReadOnlyDictionary<string, string>>
                {
                    ["nope"] = new Dictionary<string, string>(),
                },
            }
        ).Faults;

        Assert.Equal(
            [
                ("/mapping/City", "import.unknown_field"),
                ("/mapping/Town", "import.unknown_column"),
                ("/mapping/Lead Source", "import.field_taken"),
                ("/mapping/", "import.unknown_column"),
                ("/defaults/owner_id", "import.unknown_field"),
                ("/value_map/nope", "import.unknown_field"),
            ],
            faults.Select(f => (f.Pointer!, f.Code))
        );
    }

    [Fact]
    public void A_file_with_two_columns_of_one_name_is_refused_and_unnamed_ones_are_not()
    {
        Assert.Equal(
            "import.duplicate_column",
            ImportPlan.Of(Options, [.. Header, "City"], IsField).Faults[0].Code
        );
        Assert.False(ImportPlan.Of(Options, [.. Header, ""], IsField).IsRefused);
    }

    [Fact]
    public void Nothing_mapped_is_refused() =>
        Assert.Equal(
            "/mapping",
            Plan(Options with { Mapping = new Dictionary<string, string>() }).Faults[0].Pointer
        );

    [Fact]
    public void Columns_are_recognised_by_known_words_and_by_likeness()
    {
        var suggestions = MappingSuggestions.For(
            [
                "Mobile No.",
                "Full Name",
                "E-mail",
                "City",
                "Pin Code",
                "Lead Source",
                "Total Visits",
                "Nothing Like It",
                "Mobile",
            ],
            new HeadingIndex(LeadFields.Cells.Columns, ["custom.total_visits", "custom.totally"])
        );

        var byColumn = suggestions.ToDictionary(s => s.Column, s => s.Path);
        Assert.Equal("name", byColumn["Full Name"]);
        Assert.Equal("email", byColumn["E-mail"]);
        Assert.Equal("address.district", byColumn["City"]);
        Assert.Equal("address.pincode", byColumn["Pin Code"]);
        Assert.Equal("source.channel", byColumn["Lead Source"]);
        Assert.Equal("custom.total_visits", byColumn["Total Visits"]);
        Assert.DoesNotContain("Nothing Like It", byColumn.Keys);
        Assert.Equal(
            ["Mobile No.", "Mobile"],
            suggestions.Where(s => s.Path == "phone").Select(s => s.Column)
        );
    }

    [Fact]
    public void What_could_be_mistaken_is_left_alone_and_parts_of_a_name_come_in_order()
    {
        var suggestions = MappingSuggestions.For(
            ["Last Name", "Contact No. 1", "E-mail 1 - Type", "First Name", "Contacted", "State"],
            new HeadingIndex(LeadFields.Cells.Columns)
        );
        Assert.Equal(
            ["First Name", "Last Name"],
            suggestions.Where(s => s.Path == "name").Select(s => s.Column)
        );
        Assert.Equal(
            ["Contact No. 1"],
            suggestions.Where(s => s.Path == "phone").Select(s => s.Column)
        );
        Assert.DoesNotContain(suggestions, s => s.Path is "email" or "do_not_contact" or "kind");
    }

    private static (string, string)[] Read(params string[] cells) =>
        [
            .. Plan(Options)
                .Value.Read(i => i < cells.Length ? cells[i] : "")
                .Select(c => (c.Key, c.Value)),
        ];

    private static Verdict<ImportPlan> Plan(ImportOptions options) =>
        ImportPlan.Of(options, Header, IsField);

    private static bool IsField(string path) =>
        path
            is "external_ref"
                or "source.channel"
                or "address.district"
                or "address.village"
                or "kind"
                or "phone";
}
