using System.Text.Json;
using KoSales.Domain.CustomFields;
using KoSales.Domain.Fields;
using KoSales.Functions.Api.Bodies;
using NodaTime;

namespace KoSales.Tests.Fields;

public sealed class FieldTableTests
{
    private static readonly FieldMaker<Well> Field = new();

    private static readonly FieldTable<Well> Table = new([
        Field
            .Text("name", w => w.Name, (w, v) => w with { Name = v }, 10)
            .Needed("A name is needed."),
        Field.Prose("note", w => w.Note, (w, v) => w with { Note = v }, 100),
        Field.Number(
            "depth",
            w => w.Depth,
            (w, v) => w with { Depth = v },
            new NumberRange(0, 500, "metres")
        ),
        Field.Choice<Power>("power", w => w.Power, (w, v) => w with { Power = v }),
        Field.Slugs("crops", w => w.Crops, (w, v) => w with { Crops = v }),
        Field.Day("dug_on", w => w.DugOn, (w, v) => w with { DugOn = v }),
        Field.Flag("is_dry", w => w.IsDry, (w, v) => w with { IsDry = v }),
        Field.Text("secret", w => w.Secret).NotAsked().NotExported().Tracked() with
        {
            ShownBy = _ => null,
        },
    ]);

    private static readonly Well Known = new()
    {
        Name = "north",
        Depth = 80,
        Crops = ["wheat"],
    };

    [Fact]
    public void A_new_record_has_what_was_given()
    {
        var given = new Dictionary<string, object?>
        {
            ["name"] = " south ",
            ["depth"] = 12.5m,
            ["power"] = Power.Solar,
            ["crops"] = new[] { "Soy Bean", "soy-bean" },
            ["dug_on"] = new LocalDate(2026, 11, 27),
        };
        var checks = new FieldChecks();

        var made = Table.Create(new Well(), given, checks);

        Assert.Empty(checks.Faults);
        Assert.Equal(("south", 12.5m, Power.Solar), (made.Name, made.Depth, made.Power));
        Assert.Equal(["soy-bean"], made.Crops);
        Assert.Equal(new LocalDate(2026, 11, 27), made.DugOn);
    }

    [Fact]
    public void A_body_may_give_a_number_as_a_whole_one()
    {
        var made = Table.Create(
            new Well(),
            new Dictionary<string, object?> { ["name"] = "south", ["depth"] = 12 },
            new FieldChecks()
        );

        Assert.Equal(12m, made.Depth);
    }

    [Fact]
    public void Every_fault_comes_back_with_its_pointer()
    {
        var given = new Dictionary<string, object?>
        {
            ["depth"] = 501m,
            ["crops"] = new[] { "ok", "$set" },
        };
        var checks = new FieldChecks();

        Table.Create(new Well(), given, checks);

        Assert.Equal(
            ["/name required", "/depth out_of_range", "/crops/1 invalid"],
            checks.Faults.Select(f => $"{f.Pointer} {f.Code}")
        );
    }

    [Fact]
    public void A_change_touches_what_it_names_and_null_clears()
    {
        var checks = new FieldChecks();

        var changed = Table.Change(
            Known,
            new Dictionary<string, object?> { ["depth"] = null, ["note"] = "call 98765 43210" },
            checks
        );

        Assert.Equal(("north", null), (changed.Name, changed.Depth));
        Assert.DoesNotContain("43210", changed.Note, StringComparison.Ordinal);
        Assert.Single(checks.Warnings);
    }

    [Fact]
    public void What_is_needed_cannot_be_cleared()
    {
        var checks = new FieldChecks();

        var changed = Table.Change(
            Known,
            new Dictionary<string, object?> { ["name"] = null },
            checks
        );

        Assert.Equal("north", changed.Name);
        Assert.Equal("required", Assert.Single(checks.Faults).Code);
    }

    [Fact]
    public void What_is_empty_is_filled_and_lists_are_united()
    {
        var other = new Well
        {
            Name = "other",
            Note = "sweet",
            Depth = 10,
            Crops = ["gram", "wheat"],
        };

        var filled = Table.Fill(Known, other);

        Assert.Equal(("north", "sweet", 80m), (filled.Name, filled.Note, filled.Depth));
        Assert.Equal(["wheat", "gram"], filled.Crops);
    }

    [Fact]
    public void Differences_are_told_in_words_and_hidden_values_stay_hidden()
    {
        var after = Known with { Depth = 90.50m, IsDry = true, Secret = "x" };

        var changes = Table.Between(Known, after).Select(c => $"{c.Field}: {c.Old} → {c.New}");

        Assert.Equal(["depth: 80 → 90.50", "is_dry:  → true"], changes);
    }

    [Fact]
    public void Cells_are_read_as_their_field_says()
    {
        var cells = new CellTable<Well>(Table, []);
        var checks = new FieldChecks();

        var input = cells.Read(
            [
                new("name", "east"),
                new("depth", "1,250.5"),
                new("power", "SOLAR"),
                new("crops", "gram; wheat"),
                new("dug_on", "27/11/2026"),
                new("is_dry", "perhaps"),
                new("nothing", "x"),
            ],
            new CellStyle(CellMarks.DecimalPoint, DateOrder.DayFirst),
            CustomFieldSet.Empty,
            checks
        );

        Assert.Equal(
            ["/is_dry invalid", "/nothing unknown_field"],
            checks.Faults.Select(f => $"{f.Pointer} {f.Code}")
        );
        Assert.Equal(
            ["east", 1250.5m, Power.Solar, new LocalDate(2026, 11, 27)],
            new[] { "name", "depth", "power", "dug_on" }.Select(p => input.Fields[p])
        );
    }

    [Theory]
    [InlineData("""{"depth": null}""", "depth")]
    [InlineData("""{"place": null}""", "place.village, place.state")]
    [InlineData("""{"place": {"village": "Rau"}}""", "place.village")]
    [InlineData("{}", "")]
    public void A_patch_gives_the_fields_that_it_names(string patch, string named)
    {
        var field = new FieldMaker<Placed>();
        var table = new FieldTable<Placed>([
            field.Number("depth", p => p.Depth, (p, v) => p with { Depth = v }, new(0, 9, "m")),
            field.Text("place.village", p => p.Place?.Village, (p, _) => p, 9),
            field.Text("place.state", p => p.Place?.State, (p, _) => p, 9),
        ]);

        var given = BodyFields.Of(table, new Placed(), JsonElement.Parse(patch));

        Assert.Equal(named, string.Join(", ", given.Keys));
    }

    private enum Power
    {
        Diesel,
        Solar,
    }

    private sealed record Well
    {
        public string? Name { get; init; }
        public string? Note { get; init; }
        public decimal? Depth { get; init; }
        public Power? Power { get; init; }
        public IReadOnlyList<string> Crops { get; init; } = [];
        public LocalDate? DugOn { get; init; }
        public bool? IsDry { get; init; }
        public string? Secret { get; init; }
    }

    private sealed record Placed
    {
        public decimal? Depth { get; init; }
        public Spot? Place { get; init; }
    }

    private sealed record Spot(string? Village, string? State);
}
