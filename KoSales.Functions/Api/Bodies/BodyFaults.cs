using System.Globalization;

namespace KoSales.Functions.Api.Bodies;

/// <summary>How a body that cannot be taken is refused: unparsable as a whole (400), or well-formed with
/// members at fault (422).</summary>
internal static class BodyFaults
{
    /// <summary>More faults than these are not looked for.</summary>
    public const int Most = 100;

    public static RefusalException Malformed(string detail) =>
        new(new Fault(FaultKind.Malformed, "body.malformed", detail));

    public static RefusalException Empty() =>
        new(
            new Fault(
                FaultKind.Malformed,
                "body.empty",
                "The request has no body; this call takes a JSON object."
            )
        );

    public static RefusalException TooLarge(long limit) =>
        new(
            new Fault(
                FaultKind.TooLarge,
                "body.too_large",
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"The body is larger than the {limit} bytes that this call takes."
                )
            )
        );

    public static RefusalException UnsupportedMedia(string wanted) =>
        new(
            new Fault(
                FaultKind.UnsupportedMedia,
                "body.unsupported_media",
                $"Send the body as {wanted} in UTF-8."
            )
        );

    /// <summary>The summary first, then each member at fault with its pointer.</summary>
    public static IReadOnlyList<Fault> Invalid(IReadOnlyList<Fault> members) =>
        [
            new Fault(
                FaultKind.Invalid,
                "body.invalid",
                members.Count == 1
                    ? members[0].Detail
                    : $"{members.Count} members of the body are not as they should be; see errors."
            ),
            .. members,
        ];
}
