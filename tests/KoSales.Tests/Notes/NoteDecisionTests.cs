using KoSales.Domain.Assignment;
using KoSales.Domain.Notes;
using NodaTime;
using static KoSales.Tests.Leads.LeadSamples;

namespace KoSales.Tests.Notes;

public sealed class NoteDecisionTests
{
    private static readonly EntityRef Deal = new(EntityKind.Deal, "D-3");

    private static readonly Actor Colleague = new("A0-0009", [Role.Agent], "TM-1");

    private static readonly Actor OtherManager = new("A0-0010", [Role.Manager], "TM-2");

    private static NoteText Text(string body) => NoteText.Parse(body).Value;

    private static Note Written(params string[] mentions) =>
        NoteDecisions
            .Write(
                new NoteDraft(Deal, Text("Wants **20** bottles."), false, mentions),
                ObjectIds.Next(Now),
                new Holder(Agent.Id, "TM-1"),
                By(Agent)
            )
            .Note;

    [Fact]
    public void A_text_is_kept_as_it_was_written()
    {
        const string markdown = "# Visit\n\n* 20 bottles, `SKU-1`\n  <script>alert(1)</script>  ";

        var text = Text(markdown);

        Assert.Equal((markdown, false), (text.Body, text.IsMasked));
        Assert.Empty(text.Warnings);
    }

    [Fact]
    public void Numbers_and_addresses_of_people_are_masked_with_a_warning()
    {
        var text = Text("Call the brother on 98765 43210 or ramesh@example.in.");

        Assert.Equal("Call the brother on +91******3210 or r****@example.in.", text.Body);
        Assert.Equal("/body", Assert.Single(text.Warnings).Pointer);
    }

    [Fact]
    public void A_note_of_blanks_is_refused() =>
        Assert.Equal("/body", Assert.Single(NoteText.Parse(" \n ").Faults).Pointer);

    [Fact]
    public void Its_author_and_the_managers_of_its_entity_change_a_note()
    {
        var note = Written();
        var edit = new NoteEdit(Text("Wants 30."), true, null);

        var changed = note.Edit(edit, By(Manager)).Value;

        Assert.Equal(
            ("Wants 30.", true, 2, Agent.Id),
            (changed.Note.Body, changed.Note.Pinned, changed.Note.Version, changed.Note.AuthorId)
        );
        Assert.Equal("pinned", Assert.Single(changed.Changes).Field);
        Assert.False(note.Delete(By(Agent)).IsRefused);
        Assert.False(note.Delete(By(Actor.System)).IsRefused);
        foreach (var stranger in new[] { Colleague, OtherManager })
            Assert.Equal(
                ("note.not_yours", FaultKind.Forbidden),
                (
                    note.Edit(edit, By(stranger)).Faults[0].Code,
                    note.Delete(By(stranger)).Faults[0].Kind
                )
            );
    }

    [Fact]
    public void Only_who_was_not_mentioned_before_is_called_upon()
    {
        var note = Written("A0-0002");

        var edited = note.Edit(new NoteEdit(null, null, ["A0-0002", "A0-0005"]), By(Agent)).Value;

        Assert.Equal(["A0-0005"], edited.Mentioned);
        Assert.Equal(["A0-0002", "A0-0005"], edited.Note.Mentions);
    }

    [Fact]
    public void An_edit_that_changes_nothing_is_the_note_itself()
    {
        var note = Written("A0-0002");

        var same = note.Edit(new NoteEdit(Text(note.Body), false, ["A0-0002"]), By(Agent)).Value;

        Assert.Same(note, same.Note);
    }

    [Fact]
    public void A_restored_note_is_whose_its_entity_is_by_now()
    {
        var deleted = Written().Delete(By(Agent)).Value.Note;

        var restored = deleted.Restore(new Holder(null, "TM-1"), By(Agent)).Value.Note;

        Assert.Equal((null, null, "TM-1"), (restored.DeletedAt, restored.OwnerId, restored.TeamId));
        Assert.Equal("note.not_deleted", restored.Restore(Holder.Nobody, By(Agent)).Faults[0].Code);
    }

    [Fact]
    public void A_note_whose_subject_was_erased_cannot_be_changed() =>
        Assert.Equal(
            FaultKind.Gone,
            (Written() with { ErasedAt = Now }).Delete(By(Agent)).Faults[0].Kind
        );

    [Fact]
    public void Ids_have_the_form_of_an_ObjectId_and_begin_with_the_second()
    {
        string[] ids = [.. Enumerable.Range(0, 1_000).Select(_ => ObjectIds.Next(Now))];

        Assert.All(ids, id => Assert.Matches("^[0-9a-f]{24}$", id));
        Assert.Equal(ids.Length, ids.Distinct().Count());
        Assert.True(
            string.CompareOrdinal(ids[0], ObjectIds.Next(Now + Duration.FromSeconds(1))) < 0
        );
    }
}
