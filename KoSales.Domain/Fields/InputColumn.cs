using KoSales.Domain.CustomFields;

namespace KoSales.Domain.Fields;

/// <summary>A column of files that is no field of the entity: who it is, whose it is, how far it has
/// come.</summary>
/// <param name="Set">The input with the cell's text in it, or null when the cell cannot be read.</param>
public sealed record InputColumn(
    string Path,
    Func<EntityInput, string, CellStyle, EntityInput?> Set
)
{
    /// <summary>What columns of files call it, in any language.</summary>
    public required IReadOnlyList<string> Headings { get; init; }

    /// <summary>The sentence of the fault where a cell cannot be read.</summary>
    public string Expected { get; init; } = "A text is expected.";

    /// <summary>Name, phone, e-mail address and GSTIN of a person.</summary>
    public static readonly IReadOnlyList<InputColumn> OfPersons =
    [
        new("name", (i, c, _) => i with { Name = c })
        {
            Headings =
            [
                "name",
                "fullname",
                "leadname",
                "customername",
                "contactname",
                "farmername",
                "personname",
                "contactperson",
                "sendername",
                "buyername",
                "नाम",
                "पूरा नाम",
                "किसान का नाम",
                "ग्राहक का नाम",
            ],
        },
        new("phone", (i, c, _) => i with { Phone = c })
        {
            Headings =
            [
                "phone",
                "phoneno",
                "phonenumber",
                "mobile",
                "mobileno",
                "mobilenumber",
                "contact",
                "contactno",
                "contactnumber",
                "cell",
                "whatsapp",
                "whatsappno",
                "whatsappnumber",
                "sendermobile",
                "sendermobilealt",
                "senderphone",
                "senderphonealt",
                "alternatenumber",
                "alternatephone",
                "alternatemobile",
                "altphone",
                "telephone",
                "tel",
                "मोबाइल",
                "मोबाइल नंबर",
                "मोबाइल नं",
                "फोन",
                "फ़ोन",
                "फोन नंबर",
                "संपर्क नंबर",
                "दूरभाष",
            ],
        },
        new("email", (i, c, _) => i with { Email = c })
        {
            Headings =
            [
                "email",
                "emailid",
                "emailaddress",
                "mail",
                "mailid",
                "senderemail",
                "ईमेल",
                "ई-मेल",
            ],
        },
        new("gstin", (i, c, _) => i with { Gstin = c })
        {
            Headings = ["gst", "gstin", "gstno", "gstnumber", "sendergst", "जीएसटी", "जीएसटी नंबर"],
        },
        new(
            "do_not_contact",
            (i, c, _) => Cells.TryFlag(c, out var flag) ? i with { DoNotContact = flag } : null
        )
        {
            Headings = ["donotcontact", "dnc", "dnd", "donotcall"],
            Expected = "yes or no is expected.",
        },
    ];

    /// <summary>Who has it, since when, and at which stage.</summary>
    public static readonly IReadOnlyList<InputColumn> OfPlacement =
    [
        new("owner_id", (i, c, _) => i with { OwnerId = c.Trim() })
        {
            Headings =
            [
                "owner",
                "ownerid",
                "owneremail",
                "leadowner",
                "assignedto",
                "agent",
                "salesperson",
                "agentemail",
                "agentname",
                "salesagent",
                "salesrep",
                "dealowner",
            ],
        },
        new("team_id", (i, c, _) => i with { TeamId = c.Trim() }) { Headings = ["teamid"] },
        new("stage", (i, c, _) => i with { Stage = c })
        {
            Headings =
            [
                "stage",
                "leadstage",
                "dealstage",
                "status",
                "leadstatus",
                "pipelinestage",
                "चरण",
                "स्थिति",
                "लीड स्थिति",
            ],
        },
        new("lost_reason", (i, c, _) => i with { LostReason = c })
        {
            Headings = ["lostreason", "reasonlost", "reasonforloss", "lossreason"],
        },
        new(
            "created_at",
            (i, c, style) => MomentCell.Read(c, style) is { } at ? i with { CreatedAt = at } : null
        )
        {
            Headings =
            [
                "createdat",
                "createdon",
                "createddate",
                "creationdate",
                "createdtime",
                "querytime",
                "leaddate",
                "enquirydate",
                "engagedate",
            ],
            Expected = MomentCell.Expected,
        },
    ];

    /// <summary>When it ended, for entities that are won or lost.</summary>
    public static readonly InputColumn ClosedAt = new(
        "closed_at",
        (i, c, style) => MomentCell.Read(c, style) is { } at ? i with { ClosedAt = at } : null
    )
    {
        Headings = ["closedat", "closedon", "dateclosed", "wonon", "loston", "closeddate"],
        Expected = MomentCell.Expected,
    };
}
