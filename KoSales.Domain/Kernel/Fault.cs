namespace KoSales.Domain.Kernel;

/// <summary>What kind of refusal a fault is; one HTTP status each, mapped in one place.</summary>
public enum FaultKind
{
    /// <summary>Well-formed but against a rule (422).</summary>
    Invalid,

    /// <summary>Unparsable, or a bad query (400).</summary>
    Malformed,

    /// <summary>The state of the resource forbids it (409).</summary>
    Conflict,

    /// <summary>Absent, or outside the caller's scope: the two look the same (404).</summary>
    NotFound,

    /// <summary>The role may not do this (403).</summary>
    Forbidden,

    /// <summary>Not logged in, or no longer (401).</summary>
    Unauthenticated,

    /// <summary>Erased for good (410).</summary>
    Gone,

    /// <summary>The version given is not the current one (412).</summary>
    Stale,

    /// <summary>A condition such as If-Match is required (428).</summary>
    PreconditionRequired,

    /// <summary>Too many of these for now (429).</summary>
    Throttled,

    /// <summary>The body is larger than allowed (413).</summary>
    TooLarge,

    /// <summary>The content type is not taken here (415).</summary>
    UnsupportedMedia,

    /// <summary>The store or another part does not answer for now (503).</summary>
    Unavailable,
}

/// <summary>An expected refusal, as a value.</summary>
/// <param name="Kind">Decides the HTTP status.</param>
/// <param name="Code">Stable, documented, dotted lower case: <c>lead.duplicate_phone</c>.</param>
/// <param name="Detail">One sentence for a person, without personal data: what is wrong and what to do
/// next.</param>
/// <param name="Pointer">JSON pointer (RFC 6901) to the member at fault, or null when the whole request
/// is.</param>
/// <param name="Facts">
/// Members added to the problem document, such as <c>existing_id</c> or <c>current_stage</c>; null when
/// none. A name that the document has a meaning of its own
/// for, such as <c>status</c>, is refused with <see cref="ArgumentException"/>.
/// </param>
public record Fault(
    FaultKind Kind,
    string Code,
    string Detail,
    string? Pointer = null,
    IReadOnlyDictionary<string, Fact>? Facts = null
)
{
    /// <summary>The fact that names the record in the way.</summary>
    public const string ExistingId = "existing_id";

    private static readonly string[] OfTheDocument =
    [
        "type",
        "title",
        "status",
        "code",
        "detail",
        "instance",
        "trace_id",
        "errors",
        "pointer",
    ];

    public IReadOnlyDictionary<string, Fact>? Facts
    {
        get;
        init => field = Checked(value);
    } = Checked(Facts);

    public static Fault Invalid(string pointer, string code, string detail) =>
        new(FaultKind.Invalid, code, detail, pointer);

    /// <summary>The same fault of a part of a larger body.</summary>
    /// <param name="pointer">Where the part stands.</param>
    public Fault Within(string pointer) =>
        Pointer is null ? this : this with { Pointer = pointer + Pointer };

    public static Fault NotFound(string what, string id) =>
        new(FaultKind.NotFound, $"{what}.not_found", $"There is no {what} {id} that you can see.");

    public static Fault Conflict(
        string code,
        string detail,
        params (string Name, Fact Value)[] facts
    ) => new(FaultKind.Conflict, code, detail, null, facts.ToDictionary(f => f.Name, f => f.Value));

    /// <summary>Others changed it each time that it was tried: 503, and to be sent again.</summary>
    /// <param name="what">The subject of the sentence: <c>The lead K0-1</c>.</param>
    public static Fault Busy(string code, string what) =>
        new(
            FaultKind.Unavailable,
            code,
            $"{what} is being changed by too many at once; try again."
        );

    private static IReadOnlyDictionary<string, Fact>? Checked(
        IReadOnlyDictionary<string, Fact>? facts
    )
    {
        var taken = facts?.Keys.FirstOrDefault(OfTheDocument.Contains);
        return taken is null
            ? facts
            : throw new ArgumentException(
                $"a problem document has a member {taken} of its own",
                nameof(facts)
            );
    }
}
