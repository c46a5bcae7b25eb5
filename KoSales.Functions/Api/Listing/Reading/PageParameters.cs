using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace KoSales.Functions.Api.Listing.Reading;

/// <summary>Parameters that mean the same on lists and on what answers like one.</summary>
internal static class PageParameters
{
    /// <summary>So many at most; <paramref name="absent"/> when the request does not say.</summary>
    public static int Limit(HttpRequest request, QueryFaults faults, int absent)
    {
        if (!request.Query.TryGetValue("limit", out var text))
            return absent;
        return Limit(text.ToString(), faults) ?? absent;
    }

    /// <summary>Null, with a fault, for what is no limit.</summary>
    public static int? Limit(string text, QueryFaults faults)
    {
        if (
            int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var limit)
            && limit is >= 1 and <= ListQuery.MostLimit
        )
            return limit;
        faults.Add("query.bad_limit", $"limit is a whole number from 1 to {ListQuery.MostLimit}.");
        return null;
    }

    /// <summary>The members that <c>fields</c> names, in the order of the view.</summary>
    /// <param name="shown">Whose members they are, for messages: <c>leads</c>.</param>
    public static string[] Fields(string text, Projection view, string shown, QueryFaults faults)
    {
        var names = text.Split(
            ',',
            StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries
        );
        foreach (var name in names.Where(n => !view.Members.Contains(n)).Take(5))
            faults.Add(
                "query.unknown_field",
                $"fields names {QueryFaults.Shown(name)}, which {shown} do not show."
            );
        if (names.Length == 0)
            faults.Add("query.unknown_field", "fields names no member.");
        return names;
    }
}
