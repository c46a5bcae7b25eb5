using KoSales.Domain.CustomFields;
using KoSales.Domain.Entities;
using KoSales.Domain.Entities.Personal;
using KoSales.Domain.Fields;
using KoSales.Domain.Places;

namespace KoSales.Domain.Leads;

/// <summary>The fields of a lead: a row is all that the application knows of one. How a field is added:
/// docs/howto-field.md.</summary>
public static class LeadFields
{
    private static readonly FieldMaker<Lead> Field = new();

    public static readonly FieldTable<Lead> Table = new([
        Field.Text("id", l => l.Id.Value),
        Field.Text("display_name", l => l.DisplayName).Tracked(),
        PersonalRows.Name<Lead>(),
        Field
            .Prose(
                "business_name",
                l => l.BusinessName,
                (l, v) => l with { BusinessName = v },
                FieldLimits.Name
            )
            .Headed(
                "business",
                "businessname",
                "company",
                "companyname",
                "firm",
                "firmname",
                "shop",
                "shopname",
                "dealership",
                "organisation",
                "organization",
                "sendercompany",
                "organizationname",
                "दुकान",
                "दुकान का नाम",
                "फर्म",
                "फर्म का नाम",
                "कंपनी"
            ),
        Field.Text("phone_masked", l => l.PhoneMasked).NotAsked(),
        Field.Text("phone", l => l.PhoneMasked).NotAsked().NotExported().Tracked() with
        {
            ComparedBy = l => l.PhoneIndex,
        },
        Field.Text("email_masked", l => l.EmailMasked).NotAsked(),
        Field.Text("email", l => l.EmailMasked).NotAsked().NotExported().Tracked() with
        {
            ComparedBy = l => l.EmailIndex,
        },
        Field.Text("gstin", _ => null).NotAsked().NotExported().Tracked() with
        {
            ComparedBy = l => l.GstinIndex,
        },
        Field
            .Choice<BuyerKind>("kind", l => l.Kind, (l, v) => l with { Kind = v ?? l.Kind })
            .Needed($"One of {string.Join(", ", WireNames<BuyerKind>.All)} is needed.")
            .NotFilledIn()
            .OnlyByKnownHeading()
            .Headed("kind", "leadtype", "customertype", "प्रकार"),
        Field.Choice<LeadStatus>("status", l => l.Status).Tracked(),
        Field.Text("stage", l => l.Stage).Tracked(),
        Field
            .Choice<SourceChannel>(
                "source.channel",
                l => l.Source.Channel,
                (l, v) => Came(l, s => s with { Channel = v ?? s.Channel })
            )
            .NotFilledIn()
            .OnlyByKnownHeading()
            .Headed("source", "leadsource", "channel", "origin", "स्रोत"),
        Field
            .Text(
                "source.campaign",
                l => l.Source.Campaign,
                (l, v) => Came(l, s => s with { Campaign = v }),
                FieldLimits.Short
            )
            .NotFilledIn()
            .Headed("campaign", "campaignname", "utmcampaign"),
        Field
            .Text(
                "source.medium",
                l => l.Source.Medium,
                (l, v) => Came(l, s => s with { Medium = v }),
                FieldLimits.Short
            )
            .NotFilledIn()
            .Headed("medium", "utmmedium", "platform"),
        Field
            .Text(
                "source.ref",
                l => l.Source.Ref,
                (l, v) => Came(l, s => s with { Ref = v }),
                FieldLimits.Reference
            )
            .NotAsked()
            .NotFilledIn()
            .Headed("ref", "reference", "referrer", "formid"),
        .. AddressFields.Of<Lead>("address", l => l.Address, (l, a) => l with { Address = a }),
        Field
            .Code(
                "language",
                l => l.Language,
                (l, v) => l with { Language = v },
                Languages.TryParse,
                "An ISO 639-1 code is expected, such as hi or mr."
            )
            .Headed("language", "lang", "preferredlanguage", "भाषा"),
        Field
            .Text(
                "external_ref",
                l => l.ExternalRef,
                (l, v) => l with { ExternalRef = v },
                FieldLimits.Reference
            )
            .NotFilledIn()
            .OnlyByKnownHeading()
            .Headed(
                "externalref",
                "externalid",
                "leadnumber",
                "leadid",
                "leadno",
                "recordid",
                "id",
                "uniquequeryid",
                "queryid"
            ),
        Field
            .Slugs("crops", l => l.Crops, (l, v) => l with { Crops = v })
            .Headed("crop", "crops", "cropname", "फसल", "फसलें"),
        Field
            .Slugs("products", l => l.Products, (l, v) => l with { Products = v })
            .Headed(
                "product",
                "products",
                "productname",
                "productinterest",
                "interestedin",
                "queryproductname",
                "उत्पाद"
            ),
        Field
            .Slugs("tags", l => l.Tags, (l, v) => l with { Tags = v })
            .Headed("tag", "tags", "labels"),
        Field
            .Number(
                "land_acres",
                l => l.LandAcres,
                (l, v) => l with { LandAcres = v },
                new NumberRange(0, Lead.MostAcres, "acres")
            )
            .Headed(
                "land",
                "acres",
                "acre",
                "landacres",
                "landsize",
                "landarea",
                "farmsize",
                "area",
                "एकड़",
                "जमीन",
                "ज़मीन",
                "भूमि"
            ),
        Field.Text("lost_reason", l => l.LostReason).NotExported().Tracked(),
        Field.Text("owner_id", l => l.OwnerId).Tracked(),
        Field.Text("team_id", l => l.TeamId).Tracked(),
        Field.Text("pipeline_id", l => l.PipelineId).NotExported(),
        Field.Moment("assigned_at", l => l.AssignedAt).NotExported(),
        Field.Number("score", l => l.Score),
        Field.Choice<LeadRating>("rating", l => l.Rating),
        Field.Flag("do_not_contact", l => l.DoNotContact).Tracked(),
        Field
            .Moment("next_action_at", l => l.NextActionAt, (l, v) => l with { NextActionAt = v })
            .OnlyByKnownHeading()
            .Headed("nextaction", "nextactionat", "nextfollowup", "followupdate", "callback"),
        Field.Moment("first_response_at", l => l.FirstResponseAt).NotExported(),
        Field.Moment("last_contacted_at", l => l.LastContactedAt),
        Field.Number("signal_count", l => l.SignalCount).NotExported().Tracked(),
        Field.Moment("last_signal_at", l => l.LastSignalAt).NotExported().Tracked(),
        Field.Text("consent", l => l.Told()).NotAsked().NotExported().Tracked(),
        .. PersonalRows.Licences<Lead>(),
        Field.Text("duplicate_of", l => l.DuplicateOf).NotExported(),
        Field.Text("created_by", l => l.CreatedBy).NotExported(),
        Field.Moment("created_at", l => l.CreatedAt),
        Field.Moment("updated_at", l => l.UpdatedAt),
    ]);

    public static readonly EntityDecisions<Lead> Decisions = new("lead", Table);

    /// <summary>What columns of a file of leads can be mapped to.</summary>
    public static readonly CellTable<Lead> Cells = new(
        Table,
        [.. InputColumn.OfPersons, .. InputColumn.OfPlacement]
    );

    /// <summary>With the custom fields that there are.</summary>
    public static EntityFields<Lead> With(CustomFieldSet customFields) => new(Table, customFields);

    /// <summary>The lead, with what it leaves empty taken from a repeated enquiry and the lists of both
    /// united.</summary>
    public static Lead FilledFrom(this Lead lead, Lead enquiry) =>
        Table.Fill(lead, enquiry) with
        {
            Custom = lead.Custom.FilledFrom(enquiry.Custom),
        };

    private static Lead Came(Lead lead, Func<LeadSource, LeadSource> how) =>
        lead with
        {
            Source = how(lead.Source),
        };
}
