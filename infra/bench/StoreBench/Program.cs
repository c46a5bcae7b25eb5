using KoSales.StoreBench;

// Usage: StoreBench [seconds per run, 3] [rows of the large list, 1000000; at least 100000]
var time = TimeSpan.FromSeconds(
    args.Length > 0 ? double.Parse(args[0], System.Globalization.CultureInfo.InvariantCulture) : 3
);
var rows =
    args.Length > 1
        ? int.Parse(args[1], System.Globalization.CultureInfo.InvariantCulture)
        : 1_000_000;
if (rows < Workloads.SmallList)
{
    Console.Error.WriteLine($"the large list has at least {Workloads.SmallList} rows");
    return 2;
}

Clock.PrintConditions();
await using (var store = await BenchStore.OpenAsync())
{
    await Workloads.Commits(store, new Clock(time, clients: 32));
    await Workloads.Fill(store, from: 0, to: Workloads.SmallList);
    await Workloads.Gets(store, new Clock(time, clients: 4), Workloads.SmallList);
    await Workloads.Lists(store, new Clock(time, clients: 4), Workloads.SmallList);
    await Workloads.Fill(store, from: Workloads.SmallList, to: rows);
    await Workloads.Lists(store, new Clock(time, clients: 4), rows);
    await Workloads.Stream(store, rows);
}

return 0;
