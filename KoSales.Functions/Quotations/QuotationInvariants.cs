using System.Collections;
using System.Globalization;
using System.Runtime.CompilerServices;
using KoSales.Domain.Deals;
using KoSales.Domain.Orders;
using KoSales.Domain.Quotations;
using KoSales.Functions.Invariants;

namespace KoSales.Functions.Quotations;

/// <summary>Amounts, revisions and hashes of all quotations; their numbers, each given once and none left out;
/// and the orders that they became.</summary>
public sealed class QuotationInvariants(IDocumentStore store) : IInvariant
{
    private const int Page = 200;

    public string Name => "quotations";

    public async IAsyncEnumerable<Violation> CheckAsync(
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var series = await SeriesAsync(cancellationToken);
        var quoted = Filter.Present("quotation");
        var pages = store.StreamAsync(DealStore.Collection, quoted, cancellationToken).Chunk(Page);
        await foreach (var page in pages.WithCancellation(cancellationToken))
        {
            foreach (var deal in page)
            {
                foreach (var violation in QuotationAudit.Violations(deal))
                    yield return new Violation(Name, deal.Key, violation);
                if (deal.Quotation?.Number is { } number && !series.Take(number))
                    yield return new Violation(
                        Name,
                        deal.Key,
                        $"its number {number} is another's too, or was never given"
                    );
            }

            foreach (var violation in await WithoutOrderAsync(page, cancellationToken))
                yield return violation;
        }

        foreach (var gap in series.Gaps())
            yield return new Violation(Name, gap, "this number was given and no quotation has it");
    }

    private async Task<GivenNumbers> SeriesAsync(CancellationToken cancellationToken) =>
        new(
            await store
                .StreamAsync(QuotationSeriesStore.Collection, Filter.Everything, cancellationToken)
                .ToListAsync(cancellationToken)
        );

    private async Task<IReadOnlyList<Violation>> WithoutOrderAsync(
        IReadOnlyList<Deal> deals,
        CancellationToken cancellationToken
    )
    {
        var collection = DraftOrderStore.Collection;
        string[] ids = [.. deals.Select(d => d.DraftOrderId).OfType<string>().Distinct()];
        var orders = (await store.GetManyAsync(collection, ids, cancellationToken))
            .Select(collection.Read)
            .ToDictionary(o => o.Key, o => o.DealId, StringComparer.Ordinal);
        return
        [
            .. deals
                .Where(d => d.DraftOrderId is { } id && orders.GetValueOrDefault(id) != d.Key)
                .Select(d => new Violation(
                    Name,
                    d.Key,
                    $"it names the draft order {d.DraftOrderId}, which is not there or another's"
                )),
        ];
    }

    /// <summary>One bit for each number of each series.</summary>
    private sealed class GivenNumbers(IReadOnlyList<QuotationSeries> series)
    {
        private readonly Dictionary<string, BitArray> _taken = series.ToDictionary(
            s => s.Id,
            s => new BitArray(checked((int)s.Next)),
            StringComparer.Ordinal
        );

        /// <summary>False for a number that is taken already or was never given.</summary>
        public bool Take(string number)
        {
            var at = number.LastIndexOf('/');
            if (
                at < 0
                || !_taken.TryGetValue(number[..at], out var taken)
                || !int.TryParse(
                    number.AsSpan(at + 1),
                    NumberStyles.None,
                    CultureInfo.InvariantCulture,
                    out var serial
                )
                || serial < 1
                || serial >= taken.Length
                || taken[serial]
            )
                return false;
            taken[serial] = true;
            return true;
        }

        public IEnumerable<string> Gaps() =>
            from one in _taken
            from serial in Enumerable.Range(1, one.Value.Length - 1)
            where !one.Value[serial]
            select string.Create(CultureInfo.InvariantCulture, $"{one.Key}/{serial:00000}");
    }
}
