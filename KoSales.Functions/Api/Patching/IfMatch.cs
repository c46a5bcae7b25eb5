using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace KoSales.Functions.Api.Patching;

/// <summary>The versions a change is meant for. <c>*</c> stands for whatever is current; a weak tag never
/// matches.</summary>
public readonly struct IfMatch
{
    private readonly IList<EntityTagHeaderValue>? _tags;

    private IfMatch(IList<EntityTagHeaderValue> tags) => _tags = tags;

    /// <summary>Refuses with 428 when the header is missing, with 400 when it holds no quoted tag.</summary>
    public static IfMatch Of(HttpRequest request) => Parse(request.Headers.IfMatch);

    public static IfMatch Parse(StringValues header)
    {
        if (string.IsNullOrWhiteSpace(header.ToString()))
            throw new RefusalException(
                new Fault(
                    FaultKind.PreconditionRequired,
                    "if_match.required",
                    "Send If-Match with the ETag of the version that you changed."
                )
            );
        var tags = ETags.Listed(header);
        if (tags.Count == 0)
            throw new RefusalException(
                new Fault(
                    FaultKind.Malformed,
                    "if_match.malformed",
                    "If-Match takes the ETag as it was given, quotes included."
                )
            );
        return new IfMatch(tags);
    }

    /// <summary>Null when the current version is one of those meant, else the fault (412) with the current
    /// ETag.</summary>
    public Fault? Check(string id, int version)
    {
        var current = ETags.Of(id, version);
        return ETags.Names(_tags ?? [], current, strongly: true) ? null : Stale(current);
    }

    /// <summary>412, for a change that somebody else's overtook between check and commit.</summary>
    public static Fault Stale(string currentETag) =>
        new(
            FaultKind.Stale,
            "if_match.stale",
            "Somebody changed it in the meantime; read it again and apply the change to that version.",
            null,
            new Dictionary<string, Fact> { [CurrentETag] = currentETag }
        );

    internal const string CurrentETag = "current_etag";
}
