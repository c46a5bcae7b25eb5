using KoSales.Domain.Fields;
using KoSales.Functions.Related;

namespace KoSales.Functions.Notes;

internal static class NoteExamples
{
    private const string Text =
        "Wants **20 bottles** of humic acid before sowing.\n\n- soil report is there\n- pays by UPI";

    private static readonly NoteView Note = new()
    {
        Id = ExampleNames.Note,
        Version = 1,
        EntityRef = new EntityRef(EntityKind.Lead, ExampleNames.Lead),
        Body = Text,
        Pinned = true,
        Mentions = [ExampleNames.Manager],
        AuthorId = ExampleNames.Agent,
        CreatedAt = ExampleNames.After(35),
        UpdatedAt = ExampleNames.After(35),
        CreatedBy = ExampleNames.Agent,
        UpdatedBy = ExampleNames.Agent,
    };

    public static readonly ContractExample[] All =
    [
        ContractExample.Of(
            new CreateNote
            {
                EntityRef = new RelatedEntity { Type = EntityKind.Lead, Id = ExampleNames.Lead },
                Body = Text,
                Pinned = true,
                Mentions = [AgentId.Of(ExampleNames.Manager)],
            }
        ),
        ContractExample.Of(new EditNote { Body = "Wants **30 bottles** by now.", Pinned = false }),
        ContractExample.Of(Note),
        ContractExample.Of(
            Note with
            {
                Body = "Call the brother, +91******3210.",
                Warnings = [FieldChecks.MaskedAt("/body")],
            },
            "NotesPatch"
        ),
    ];
}
