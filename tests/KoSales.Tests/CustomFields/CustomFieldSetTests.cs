using System.Text.Json;
using KoSales.Domain.CustomFields;

namespace KoSales.Tests.CustomFields;

public sealed class CustomFieldSetTests
{
    private static readonly CustomFieldSet Fields = new([
        Field("needed") with
        {
            Required = true,
        },
        Field("other"),
    ]);

    private static readonly IReadOnlyDictionary<string, JsonElement> Before = Values(
        ("needed", "a"),
        ("gone", "b")
    );

    private static CustomField Field(string key) =>
        new()
        {
            Id = new CustomFieldId($"CF-{key}"),
            Entity = EntityKind.Deal,
            FieldKey = key,
            Name = key,
            Type = CustomFieldType.Text,
        };

    private static Dictionary<string, JsonElement> Values(
        params IReadOnlyList<(string Key, string Value)> values
    ) => values.ToDictionary(v => v.Key, v => JsonElement.Parse($"\"{v.Value}\""));

    [Fact]
    public void An_edit_drops_what_the_entity_has_of_deleted_fields_and_names_unknown_ones()
    {
        List<Fault> faults = [];

        var kept = Fields.CheckEdit(
            Values(("needed", "c"), ("gone", "b"), ("zz", "x")),
            Before,
            faults
        );

        Assert.Equal(["needed"], kept.Keys);
        Assert.Equal("/custom/zz", Assert.Single(faults).Pointer);
    }

    [Fact]
    public void A_required_field_keeps_its_value_and_one_that_never_had_any_is_not_asked_for()
    {
        List<Fault> faults = [];
        List<Fault> none = [];

        Fields.CheckEdit(Values(("other", "x")), Before, faults);
        Fields.CheckEdit(Values(("other", "x")), Values(("other", "y")), none);

        Assert.Equal("custom_field.required", Assert.Single(faults).Code);
        Assert.Empty(none);
    }

    [Fact]
    public void An_edit_that_names_no_custom_field_leaves_them_alone()
    {
        List<Fault> faults = [];
        var before = Values(("other", "y"));

        Assert.Same(before, Fields.CheckEdit(before, before, faults));
        Assert.Empty(faults);
    }
}
