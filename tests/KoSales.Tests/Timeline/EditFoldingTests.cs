using KoSales.Domain.Timeline;
using NodaTime;
using static KoSales.Tests.Leads.LeadSamples;

namespace KoSales.Tests.Timeline;

public sealed class EditFoldingTests
{
    private static TimelineEntry Edit(int minute, string by, params FieldChange[] changes) =>
        Activities.Entry(
            new Command(
                new Domain.Access.Actor(by, [], null),
                Now + Duration.FromMinutes(minute),
                "t"
            ),
            new EntityRef(EntityKind.Lead, "K0-1"),
            TimelineKind.Edited,
            "lead.updated"
        ) with
        {
            Changes = changes,
        };

    [Theory]
    [InlineData(0, "A0-0001", true)]
    [InlineData(9, "A0-0001", true)]
    [InlineData(10, "A0-0001", false)]
    [InlineData(1, "A0-0002", false)]
    [InlineData(-1, "A0-0001", false)]
    public void Edits_fold_when_one_person_makes_them_within_ten_minutes(
        int minute,
        string by,
        bool expected
    ) => Assert.Equal(expected, EditFolding.CanFold(Edit(0, "A0-0001"), Edit(minute, by)));

    [Theory]
    [InlineData("n1", "n1", true)]
    [InlineData("n1", "n2", false)]
    public void Edits_of_a_note_fold_when_they_are_of_the_same_note(
        string earlier,
        string later,
        bool expected
    ) => Assert.Equal(expected, EditFolding.CanFold(NoteEdit(0, earlier), NoteEdit(1, later)));

    [Fact]
    public void An_edit_of_a_note_does_not_fold_into_its_writing() =>
        Assert.False(
            EditFolding.CanFold(
                NoteEdit(0, "n1") with
                {
                    Summary = "note.created",
                },
                NoteEdit(1, "n1") with
                {
                    Summary = "note.created",
                }
            )
        );

    private static TimelineEntry NoteEdit(int minute, string note) =>
        Edit(minute, "A0-0001") with
        {
            Kind = TimelineKind.Note,
            Summary = "note.edited",
            Refs = new Dictionary<string, string> { ["note_id"] = note },
        };

    [Fact]
    public void An_edit_never_folds_into_something_else() =>
        Assert.False(
            EditFolding.CanFold(
                Edit(0, "A0-0001") with
                {
                    Kind = TimelineKind.Call,
                },
                Edit(1, "A0-0001")
            )
        );

    [Fact]
    public void A_folded_entry_keeps_the_first_old_and_the_last_new_value()
    {
        var folded = EditFolding.Fold(
            Edit(0, "A0-0001", new("kind", "farmer", "dealer"), new("language", null, "hi")),
            Edit(
                5,
                "A0-0001",
                new("kind", "dealer", "retailer"),
                new("language", "hi", null),
                new("stage", "new", "contacted")
            )
        );
        Assert.Equal(
            [
                new FieldChange("kind", "farmer", "retailer"),
                new FieldChange("stage", "new", "contacted"),
            ],
            folded.Changes
        );
        Assert.Equal((2, Now), (folded.Version, folded.At));
    }
}
