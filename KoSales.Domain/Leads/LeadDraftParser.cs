using KoSales.Domain.CustomFields;
using KoSales.Domain.Entities;
using KoSales.Domain.Entities.Personal;
using KoSales.Domain.Fields;
using KoSales.Domain.Pii;

namespace KoSales.Domain.Leads;

/// <summary>The one place where what was given in a request or a row becomes a lead, so that the API and
/// imports cannot drift apart.</summary>
public sealed class LeadDraftParser(CustomFieldSet customFields)
{
    /// <summary>A lead needs something to know it by.</summary>
    public static Fault Unreachable { get; } =
        Fault.Invalid(
            "/phone",
            "lead.unreachable",
            "Give a phone, an e-mail address or, for records of another system, an external_ref."
        );

    /// <summary>A new lead; every fault at once, each with a JSON pointer. Never repeats personal
    /// data.</summary>
    /// <param name="usual">The channel when none is given.</param>
    public Verdict<LeadDraft> Parse(EntityInput input, SourceChannel usual)
    {
        var checks = new FieldChecks();
        var draft = ReadNew(input, usual, checks);
        checks.Faults.AddRange(customFields.MissingIn(draft.Fields.Custom));
        return Checked(draft, checks);
    }

    /// <summary>A row of a file as a draft, or every fault of it. Channel <c>import</c> unless a column says
    /// otherwise; required custom fields may be missing.</summary>
    /// <param name="cells">Dotted path → cell text, defaults and value maps applied already.</param>
    /// <param name="style">How the file writes numbers and dates.</param>
    public Verdict<LeadDraft> Parse(
        IEnumerable<KeyValuePair<string, string>> cells,
        CellStyle style = default
    )
    {
        var checks = new FieldChecks();
        var input = LeadFields.Cells.Read(cells, style, customFields, checks);
        return Checked(ReadNew(input, SourceChannel.Import, checks), checks);
    }

    /// <summary>The fields of a lead that exists, after a patch. Who it is may stay in the vault, so
    /// nothing is said about being reachable.</summary>
    public Verdict<LeadDraft> ParseEdit(EntityInput input, Lead before)
    {
        var checks = new FieldChecks();
        var person = Person.Read(input, checks);
        var fields = LeadFields.Table.Change(before, input.Fields, checks);
        var custom = customFields.CheckEdit(input.Custom, before.Custom, checks.Faults);
        if (!ReferenceEquals(custom, before.Custom))
            fields = fields with { Custom = checks.ShownTexts(custom) };
        var draft = DraftOf(input, person, fields, checks);
        return checks.Faults.Count == 0 ? draft : Verdict<LeadDraft>.Refuse(checks.Faults);
    }

    private static Verdict<LeadDraft> Checked(LeadDraft draft, FieldChecks checks)
    {
        var isKnown =
            draft.Person.Phone is not null
            || draft.Person.Email is not null
            || draft.Fields.ExternalRef is not null;
        if (!isKnown && checks.Faults.Count == 0)
            return Unreachable;
        return checks.Faults.Count == 0 ? draft : Verdict<LeadDraft>.Refuse(checks.Faults);
    }

    private LeadDraft ReadNew(EntityInput input, SourceChannel usual, FieldChecks checks)
    {
        var person = Person.Read(input, checks);
        var fields = LeadFields.Table.Create(Lead.Blank(usual), input.Fields, checks);
        var custom = checks.ShownTexts(customFields.Check(input.Custom, checks.Faults));
        return DraftOf(input, person, fields with { Custom = custom }, checks);
    }

    private static LeadDraft DraftOf(
        EntityInput input,
        Person person,
        Lead fields,
        FieldChecks checks
    ) =>
        new(fields, person)
        {
            Consent = input is { DoNotContact: null, Consent.Count: 0 }
                ? ConsentWords.None
                : new ConsentWords(input.DoNotContact, input.Consent),
            Placement = Placement.Of(input, checks),
            Warnings =
            [
                .. fields.Address?.WarningsAt("/address") ?? [],
                .. person.StateWarnings(fields.Address),
                .. checks.Warnings,
            ],
        };
}
