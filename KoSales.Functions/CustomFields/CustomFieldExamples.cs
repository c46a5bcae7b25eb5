using KoSales.Domain.CustomFields;

namespace KoSales.Functions.CustomFields;

internal static class CustomFieldExamples
{
    public static readonly ContractExample[] All =
    [
        ContractExample.Of(
            new CreateCustomField
            {
                Entity = EntityKind.Lead,
                Key = "irrigation",
                Name = "Irrigation",
                Type = CustomFieldType.Enum,
                Options = ["drip", "canal", "rainfed"],
            }
        ),
        ContractExample.Of(
            new EditCustomField { Options = ["drip", "sprinkler", "canal", "rainfed"] }
        ),
        ContractExample.Of(
            new CustomFieldView
            {
                Id = CustomFieldId.Of("CF-1"),
                Version = 3,
                Entity = EntityKind.Lead,
                Key = "irrigation",
                Name = "Irrigation",
                Type = CustomFieldType.Enum,
                Options = ["drip", "sprinkler", "canal", "rainfed"],
                Required = false,
                CreatedAt = ExampleNames.Start,
                UpdatedAt = ExampleNames.After(5),
            }
        ),
        ContractExample.Of(
            new FieldRemoval([
                new FieldUse("cohort", ExampleNames.Cohort, "MP dealers", "/rule/all/1/field"),
            ])
        ),
    ];
}
