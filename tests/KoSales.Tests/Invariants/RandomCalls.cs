using System.Globalization;
using KoSales.Tests.EndToEnd;

namespace KoSales.Tests.Invariants;

/// <summary>Calls over all entities, chosen by chance: most are sensible, many come at the wrong time, some name
/// what is not there. Whatever they do, the app answers without a fault of its own.</summary>
internal sealed class RandomCalls(RandomWorld world)
{
    private const int Phones = 400;

    private static readonly string[] Kinds = ["farmer", "dealer", "distributor", "retailer"];

    private static readonly (string Noun, int Weight)[] People =
    [
        ("leads", 5),
        ("contacts", 3),
        ("customers", 2),
    ];

    private readonly (int Weight, Func<Random, Task<Reply>> Act)[] _calls =
    [
        (16, world.AddLeadAsync),
        (6, world.AddContactAsync),
        (5, world.AddCustomerAsync),
        (7, world.AddDealAsync),
        (10, world.EditAsync),
        (10, world.AssignAsync),
        (12, world.MoveAsync),
        (5, world.ConvertAsync),
        (4, world.MergeAsync),
        (2, world.UnmergeAsync),
        (4, world.UndoAssignAsync),
        (3, world.DeleteAsync),
        (3, world.RestoreAsync),
        (3, world.EndLeadAsync),
        (2, world.ReopenLeadAsync),
        (8, world.WorkTaskAsync),
        (4, world.AddTaskAsync),
        (4, world.CallAsync),
        (3, world.NoteAsync),
        (6, world.QuoteAsync),
        (6, world.DecideQuoteAsync),
        (3, world.OrderAsync),
        (4, world.DocumentAsync),
        (2, world.PinAsync),
        (1, world.EraseAsync),
        (1, world.ConsentAsync),
        (2, world.ClaimAsync),
        (4, world.SignalAsync),
    ];

    internal static string Phone(Random random) =>
        $"+9196{random.Next(Phones).ToString("00000000", CultureInfo.InvariantCulture)}";

    internal static string Kind(Random random) => Kinds[random.Next(Kinds.Length)];

    internal static string Person(Random random)
    {
        var at = random.Next(People.Sum(p => p.Weight));
        return People.First(p => (at -= p.Weight) < 0).Noun;
    }

    /// <summary>One after the other, as one of several clients.</summary>
    /// <param name="isOver">Asked before each.</param>
    public async Task RunAsync(int seed, Func<bool> isOver)
    {
        var random = new Random(seed);
        var weights = _calls.Sum(c => c.Weight);
        while (!isOver())
        {
            var at = random.Next(weights);
            var call = _calls.First(c => (at -= c.Weight) < 0).Act;
            try
            {
                world.Count(call.Method.Name, await call(random));
            }
            catch (HttpRequestException) when (world.IsKilled)
            {
                // What was committed shows in what is stored.
            }
        }
    }
}
