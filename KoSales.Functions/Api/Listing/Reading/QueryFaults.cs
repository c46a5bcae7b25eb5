namespace KoSales.Functions.Api.Listing.Reading;

/// <summary>What is wrong with a query string; all of it is reported at once, as one 400.</summary>
internal sealed class QueryFaults
{
    private readonly List<Fault> _found = [];

    public void Add(string code, string detail) =>
        _found.Add(new Fault(FaultKind.Malformed, code, detail));

    public void ThrowIfAny()
    {
        if (_found.Count == 0)
            return;
        throw new RefusalException(
            _found.Count == 1
                ? _found
                :
                [
                    new Fault(
                        FaultKind.Malformed,
                        "query.invalid",
                        $"{_found.Count} parameters of the query are not as they should be; see errors."
                    ),
                    .. _found,
                ]
        );
    }

    /// <summary>A name from the query, short enough to be repeated in a message.</summary>
    public static string Shown(string name) => name.Length > 60 ? name[..60] + "…" : name;
}
