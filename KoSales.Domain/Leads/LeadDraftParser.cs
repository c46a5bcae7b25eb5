using System.Text.Json;
using KoSales.Domain.CustomFields;
using KoSales.Domain.Entities;
using KoSales.Domain.Fields;
using KoSales.Domain.Pii;
using KoSales.Domain.Pii.Values;
using KoSales.Domain.Places;

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
        var person = ReadPerson(input, checks);
        var fields = LeadFields.Table.Change(before, input.Fields, checks);
        var known = WithoutRemoved(input.Custom, before);
        var draft = DraftOf(input, person, Customized(fields, known, checks), checks);
        checks.Faults.AddRange(
            customFields
                .MissingIn(draft.Fields.Custom)
                .Where(f => before.Custom.ContainsKey(f.Pointer!["/custom/".Length..]))
        );
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
        var person = ReadPerson(input, checks);
        var fields = LeadFields.Table.Create(Lead.Blank(usual), input.Fields, checks);
        return DraftOf(input, person, Customized(fields, input.Custom, checks), checks);
    }

    private static LeadDraft DraftOf(
        EntityInput input,
        LeadPerson person,
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
                .. StateWarnings(fields.Address, person.Gstin),
                .. checks.Warnings,
            ],
        };

    private Lead Customized(
        Lead fields,
        IReadOnlyDictionary<string, JsonElement> custom,
        FieldChecks checks
    ) =>
        ReferenceEquals(fields.Custom, custom)
            ? fields
            : fields with
            {
                Custom = checks.ShownTexts(customFields.Check(custom, checks.Faults)),
            };

    private static LeadPerson ReadPerson(EntityInput input, FieldChecks checks)
    {
        var phones = checks.Phones(input.Phone, "/phone");
        return new LeadPerson(
            checks.Text(input.Name, "/name", FieldLimits.Name),
            phones.Count > 0 ? phones[0] : null,
            checks.Personal<EmailAddress>(input.Email, "/email"),
            checks.Personal<Gstin>(input.Gstin, "/gstin")
        )
        {
            SecondPhone = phones.Count > 1 ? phones[1] : null,
        };
    }

    private static IEnumerable<FieldWarning> StateWarnings(Locality? address, Gstin? gstin)
    {
        if (address is { StateCode: { } state } && gstin is { } number && number.StateCode != state)
            yield return new FieldWarning(
                "/gstin",
                "gstin_outside_state",
                $"This GSTIN is not registered in {StateCodes.Names[state]}."
            );
    }

    /// <summary>Values of fields that were deleted since are dropped without a fault, unless the patch
    /// itself names them.</summary>
    private IReadOnlyDictionary<string, JsonElement> WithoutRemoved(
        IReadOnlyDictionary<string, JsonElement> custom,
        Lead before
    ) =>
        custom.Keys.All(k => customFields.Find(k) is not null)
            ? custom
            : custom
                .Where(c =>
                    customFields.Find(c.Key) is not null || !before.Custom.ContainsKey(c.Key)
                )
                .ToDictionary();
}
