using Microsoft.AspNetCore.Http;
using NodaTime;

namespace KoSales.Functions.Api.Listing.Reading;

/// <summary>A span of time that a report is about, as <c>from</c> and <c>to</c> of the query string say
/// it.</summary>
/// <param name="From">The first instant.</param>
/// <param name="To">The first one that is not in it any more.</param>
public sealed record MomentRange(Instant From, Instant To)
{
    /// <summary>Refuses with 400 what is no instant, and a span that is backwards or too long.</summary>
    /// <param name="usual">The span before <c>to</c> where <c>from</c> is absent; <c>to</c> is now where it
    /// is absent itself.</param>
    public static MomentRange Of(HttpRequest request, Instant now, Duration usual, Duration longest)
    {
        var to = InstantOf(request, "to") ?? now;
        var from = InstantOf(request, "from") ?? to - usual;
        return Checked(from, to, longest);
    }

    /// <summary>As far as the query string says; where it names one end only, the other is as far away as it may
    /// be. Null for all time, where it names none.</summary>
    public static MomentRange? AsGiven(HttpRequest request, Duration longest) =>
        (InstantOf(request, "from"), InstantOf(request, "to")) switch
        {
            (null, null) => null,
            ({ } from, null) => new MomentRange(from, from + longest),
            (null, { } to) => new MomentRange(to - longest, to),
            ({ } from, { } to) => Checked(from, to, longest),
        };

    private static MomentRange Checked(Instant from, Instant to, Duration longest) =>
        from > to || to - from > longest
            ? throw Bad(
                $"from is before to, and both are at most {(int)longest.TotalDays} days apart."
            )
            : new MomentRange(from, to);

    public bool Holds(Instant instant) => instant >= From && instant < To;

    /// <summary>Those whose field lies within.</summary>
    public Filter Of(string field) =>
        Filter.AllOf(
            new Filter.Condition(field, FilterOperator.Gte, new FilterValue.Moment(From)),
            new Filter.Condition(field, FilterOperator.Lt, new FilterValue.Moment(To))
        );

    private static Instant? InstantOf(HttpRequest request, string name)
    {
        if (!request.Query.TryGetValue(name, out var text))
            return null;
        return
            InstantConverter.TryRead(text.ToString(), out var instant)
            && instant.InUtc().Year is >= 1970 and < 2300
            ? instant
            : throw Bad($"{name} is an instant, such as 2026-11-22T07:30:00.000Z.");
    }

    private static RefusalException Bad(string detail) =>
        new(new Fault(FaultKind.Malformed, "query.bad_value", detail));
}
