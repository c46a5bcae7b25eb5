using KoSales.Domain.Timeline;

namespace KoSales.Functions.Timeline;

internal static class TimelineExamples
{
    public static readonly ContractExample[] All =
    [
        ContractExample.Of(
            new TimelineView
            {
                Id = "019ab7f0c1a07d3e9b53",
                Entity = new EntityRef(EntityKind.Lead, ExampleNames.Lead),
                Kind = TimelineKind.Edited,
                At = ExampleNames.After(35),
                By = ExampleNames.Agent,
                Summary = "lead.edited",
                Changes = [new FieldChange("kind", "farmer", "dealer")],
                UpdatedAt = ExampleNames.After(35),
            }
        ),
    ];
}
