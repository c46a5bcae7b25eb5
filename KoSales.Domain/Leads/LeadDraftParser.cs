using KoSales.Domain.CustomFields;
using KoSales.Domain.Kernel;
using KoSales.Domain.Pii;

namespace KoSales.Domain.Leads;

/// <summary>The one place where the words of a request or a row become a lead, so that the API and imports
/// cannot drift apart.</summary>
public sealed class LeadDraftParser(CustomFieldSet customFields)
{
    public CustomFieldSet CustomFields { get; } = customFields;

    /// <summary>A new lead; every fault at once, each with a JSON pointer. Never repeats personal
    /// data.</summary>
    /// <param name="usual">The channel when none is given.</param>
    /// <param name="strict">False for imports, which are let off required custom fields.</param>
    public Verdict<LeadDraft> Parse(LeadInput input, SourceChannel usual, bool strict = true)
    {
        var reader = new LeadFieldReader();
        var draft = Read(input, usual, reader);
        if (strict)
            reader.Faults.AddRange(CustomFields.MissingIn(draft.Profile.Custom));
        if (
            draft.Person is { Phone: null, Email: null }
            && draft.Profile.ExternalRef is null
            && reader.Faults.Count == 0
        )
            reader.Faults.Add(Unreachable);
        return reader.Faults.Count == 0 ? draft : Verdict<LeadDraft>.Refuse(reader.Faults);
    }

    /// <summary>The fields of a lead that exists, after a patch. Who it is may stay in the vault, so
    /// nothing is said about being reachable.</summary>
    public Verdict<LeadDraft> ParseEdit(LeadInput input, Lead before)
    {
        var reader = new LeadFieldReader();
        var draft = Read(
            input with
            {
                Custom = WithoutRemoved(input, before),
            },
            before.Source.Channel,
            reader
        );
        reader.Faults.AddRange(
            CustomFields
                .MissingIn(draft.Profile.Custom)
                .Where(f => before.Custom.ContainsKey(f.Pointer!["/custom/".Length..]))
        );
        return reader.Faults.Count == 0 ? draft : Verdict<LeadDraft>.Refuse(reader.Faults);
    }

    /// <summary>A lead needs something to know it by.</summary>
    public static Fault Unreachable { get; } =
        Fault.Invalid(
            "/phone",
            "lead.unreachable",
            "Give a phone, an e-mail address or, for records of another system, an external_ref."
        );

    private LeadDraft Read(LeadInput input, SourceChannel usual, LeadFieldReader reader)
    {
        var phones = reader.Phones(input.Phone, "/phone");
        var person = new LeadPerson(
            reader.Text(input.Name, "/name", LeadLimits.Name),
            phones.Count > 0 ? phones[0] : null,
            reader.Personal<EmailAddress>(input.Email, "/email"),
            reader.Personal<Gstin>(input.Gstin, "/gstin")
        )
        {
            SecondPhone = phones.Count > 1 ? phones[1] : null,
        };
        var address = ReadAddress(input, reader);
        var profile = new LeadProfile
        {
            Kind =
                reader.Choice<LeadKind>(input.Kind, "/kind")
                ?? reader.Required<LeadKind>("/kind", input.Kind),
            Source = new LeadSource(
                reader.Choice<SourceChannel>(input.Channel, "/source/channel") ?? usual,
                reader.Clear(input.Campaign, "/source/campaign", LeadLimits.Short),
                reader.Clear(input.Medium, "/source/medium", LeadLimits.Short),
                reader.Clear(input.SourceRef, "/source/ref", LeadLimits.Reference)
            ),
            Address = address,
            BusinessName = reader.Shown(input.BusinessName, "/business_name", LeadLimits.Name),
            Language = reader.Parsed(
                input.Language,
                "/language",
                Languages.TryParse,
                "An ISO 639-1 code is expected, such as hi or mr."
            ),
            ExternalRef = reader.Clear(input.ExternalRef, "/external_ref", LeadLimits.Reference),
            Crops = reader.SlugList(input.Crops, "/crops"),
            Products = reader.SlugList(input.Products, "/products"),
            Tags = reader.SlugList(input.Tags, "/tags"),
            LandAcres = reader.Acres(input.LandAcres),
            NextActionAt = input.NextActionAt,
            Custom = reader.ShownTexts(CustomFields.Check(input.Custom, reader.Faults)),
        };
        return new LeadDraft(profile, person)
        {
            Consent = input is { DoNotContact: null, Consent.Count: 0 }
                ? ConsentWords.None
                : new ConsentWords(input.DoNotContact, input.Consent),
            Placement = input is { OwnerId: null, TeamId: null, CreatedAt: null }
                ? null
                : new LeadPlacement(input.OwnerId, input.TeamId, input.CreatedAt),
            Warnings = [.. WarningsOf(address, person.Gstin), .. reader.Warnings],
        };
    }

    private static LeadAddress? ReadAddress(LeadInput input, LeadFieldReader reader)
    {
        var address = new LeadAddress(
            reader.Clear(input.Village, "/address/village", LeadLimits.Short),
            reader.Clear(input.District, "/address/district", LeadLimits.Short),
            reader.Parsed(
                input.StateCode,
                "/address/state_code",
                StateCodes.TryParse,
                "A two-digit GST state code is expected, such as 23."
            ),
            reader.Parsed(
                input.Pincode,
                "/address/pincode",
                Pincodes.TryParse,
                "Six digits are expected, the first of them not 0."
            )
        );
        return address.IsEmpty ? null : address;
    }

    private static IEnumerable<LeadWarning> WarningsOf(LeadAddress? address, Gstin? gstin)
    {
        if (address is not { StateCode: { } state })
            yield break;
        if (address.Pincode is { } pincode && !Pincodes.MayLieIn(pincode, state))
            yield return new LeadWarning(
                "/address/pincode",
                "pincode_outside_state",
                $"This pincode is not one of {StateCodes.Names[state]}."
            );
        if (gstin is { } number && number.StateCode != state)
            yield return new LeadWarning(
                "/gstin",
                "gstin_outside_state",
                $"This GSTIN is not registered in {StateCodes.Names[state]}."
            );
    }

    /// <summary>Values of fields that were deleted since are dropped without a fault, unless the patch
    /// itself names them.</summary>
    private IReadOnlyDictionary<string, System.Text.Json.JsonElement> WithoutRemoved(
        LeadInput input,
        Lead before
    ) =>
        input.Custom.Keys.All(k => CustomFields.Find(k) is not null)
            ? input.Custom
            : input
                .Custom.Where(c =>
                    CustomFields.Find(c.Key) is not null || !before.Custom.ContainsKey(c.Key)
                )
                .ToDictionary();
}
