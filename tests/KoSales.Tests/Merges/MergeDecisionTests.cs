using KoSales.Domain.Contacts;
using KoSales.Domain.Entities.Personal;
using KoSales.Domain.Merges;
using KoSales.Domain.Pii;
using KoSales.Domain.Pii.Values;
using NodaTime;

namespace KoSales.Tests.Merges;

public sealed class MergeDecisionTests
{
    private static readonly Instant Now = Instant.FromUtc(2026, 11, 22, 7, 30);

    private static readonly Contact One = Contact.Blank(ContactId.Of("C-1")) with
    {
        Company = "Patel Krishi",
        Tags = ["kharif"],
    };

    private static readonly Contact Other = Contact.Blank(ContactId.Of("C-2")) with
    {
        Company = "Patel Kendra",
        Designation = "Owner",
        Tags = ["rabi"],
    };

    [Fact]
    public void An_undo_names_who_has_the_phone_to_who_sees_it_and_says_what_to_do()
    {
        var seen = Fault.Conflict("lead.duplicate_phone", "x", ("existing_id", "K0-3"));
        var unseen = Fault.Conflict("lead.duplicate_phone", "x", ("owner_name", "Asha Rao"));

        var told = MergeRecord.TakenSince("K0-2", "K0-1", seen);
        var hidden = MergeRecord.TakenSince("K0-2", "K0-1", unseen);

        Assert.Equal(("merge.undo_taken", FaultKind.Conflict), (told.Code, told.Kind));
        Assert.StartsWith("K0-3 has", told.Detail, StringComparison.Ordinal);
        Assert.Contains("merge it into K0-1", told.Detail, StringComparison.Ordinal);
        Assert.Equal("Asha Rao", hidden.Facts!["owner_name"].ToString());
        Assert.Null(MergeRecord.HolderIn(hidden));
    }

    [Fact]
    public void Empty_fields_are_filled_lists_united_and_picked_ones_taken_from_the_loser()
    {
        var picks = MergePicks.Read(new Dictionary<string, string> { ["company"] = "loser" }).Value;

        var merged = ContactFields.Table.Merge(One, Other, picks);

        Assert.Equal(("Patel Kendra", "Owner"), (merged.Company, merged.Designation));
        Assert.Equal(["kharif", "rabi"], merged.Tags);
    }

    [Fact]
    public void Each_field_says_who_wins_and_why()
    {
        var told = ContactFields.Table.Tell(One, Other, MergePicks.None, []);

        Assert.Contains(told, f => f is { Path: "company", Why: MergeWhy.SurvivorFirst });
        Assert.Contains(
            told,
            f => f is { Path: "designation", Wins: MergeSide.Loser, Why: MergeWhy.OnlyOne }
        );
        Assert.Contains(told, f => f is { Path: "tags", Wins: MergeSide.Both });
    }

    [Fact]
    public void An_undo_takes_back_what_nobody_changed_since()
    {
        var after = One with { Company = "Patel Kendra", Designation = "Owner" };
        var now = after with { Designation = "Proprietor" };

        var undo = FieldUndo<Contact>.Of(ContactFields.Table, One, after, now);

        Assert.Equal(
            ("Patel Krishi", "Proprietor"),
            (undo.Entity.Company, undo.Entity.Designation)
        );
        Assert.Equal((1, "designation"), (undo.Reversed, Assert.Single(undo.Kept)));
    }

    [Theory]
    [InlineData(7 * 24, null)]
    [InlineData(7 * 24 + 1, "merge.undo_expired")]
    public void A_merge_can_be_undone_for_seven_days(int hours, string? code)
    {
        var record = new MergeRecord
        {
            Id = "C-2",
            Kind = EntityKind.Contact,
            SurvivorId = "C-1",
            CreatedAt = Now,
            Before = System.Text.Json.JsonElement.Parse("{}"),
        };

        var objection = record.ObjectionToUndo(Now + Duration.FromHours(hours));

        Assert.Equal(code, objection?.Code);
    }

    [Fact]
    public void What_one_side_withdrew_stays_withdrawn_though_the_other_gave_it_later()
    {
        ConsentEntry[] one = [Line(false, Now - Duration.FromDays(2))];
        ConsentEntry[] other = [Line(true, Now - Duration.FromDays(1))];

        var lines = one.StricterThan(other, Line(false, Now));

        Assert.Equal(ConsentChannel.Sms, Assert.Single(lines).Channel);
        Assert.True(one.With(other).With(lines).Bars(ConsentChannel.Sms));
        Assert.Empty(other.StricterThan(other, Line(false, Now)));
    }

    [Fact]
    public void Phones_of_both_are_kept_and_the_primary_one_is_that_of_the_side_picked()
    {
        var own = new PersonalData { Phones = [new Phone(Number("9876543210"))] };
        var other = new PersonalData { Phones = [new Phone(Number("9876543211"))] };

        var first = new PersonalPicks(new HashSet<string>()).Join(own, other);
        var picked = new PersonalPicks(new HashSet<string> { "phone" }).Join(own, other);

        Assert.Equal(2, first.Phones.Count);
        Assert.Equal(Number("9876543210"), first.PrimaryPhone?.Number);
        Assert.Equal(Number("9876543211"), picked.PrimaryPhone?.Number);
    }

    [Theory]
    [InlineData("ramesh patel", "ramesh patel", true)]
    [InlineData("ramesh patel", "ramesh kumar patel", true)]
    [InlineData("ramesh patel", "suresh patel", false)]
    [InlineData("ramesh patel", "", false)]
    public void Names_are_alike_when_half_of_their_words_are_in_both(
        string one,
        string other,
        bool alike
    )
    {
        var (first, second) = (
            one.Split(' '),
            other.Split(' ', StringSplitOptions.RemoveEmptyEntries)
        );

        var are = Likeness.AreAlike(first, second);

        Assert.Equal(alike, are);
    }

    [Fact]
    public void The_surest_reason_makes_the_grade()
    {
        var grade = Likeness.GradeOf([DuplicateReason.NameAndPincode, DuplicateReason.Pan]);

        Assert.Equal(DuplicateGrade.Hard, grade);
    }

    private static PhoneNumber Number(string text) =>
        PhoneNumber.TryParse(text, out var number) ? number : throw new ArgumentException(text);

    private static ConsentEntry Line(bool given, Instant at) =>
        new("marketing", ConsentChannel.Sms, given, at, "call");
}
