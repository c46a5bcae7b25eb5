using KoSales.Bench;

if (args is not [var app, ..])
{
    Console.Error.WriteLine("usage: dotnet run -c Release --project infra/bench/ApiBench -- <path of KoSales.Functions.dll, Release build> [leads=100000] [seconds=5] [runs=3]");
    return 2;
}

var leads = args.Length > 1 ? int.Parse(args[1]) : 100_000;
var seconds = args.Length > 2 ? int.Parse(args[2]) : 5;
var runs = args.Length > 3 ? int.Parse(args[3]) : 3;
var report = new Report(runs, TimeSpan.FromSeconds(seconds), clients: 32);
Report.Conditions();

double rawAnswer, rawWrite;
await using (var raw = new RawLimits())
{
    var port = await raw.StartAsync();
    rawAnswer = await report.MeasureAsync("raw: Kestrel answers a small JSON", port, (_, _) => LoadGenerator.Request("GET", "/"));
    rawWrite = await report.MeasureAsync("raw: Kestrel + SQLite, six documents durable", port, (_, _) => LoadGenerator.Request("GET", "/write"));
}

await using (var fresh = await AppProcess.StartAsync(app))
{
    Console.WriteLine($"start to first answer {fresh.StartUp.TotalMilliseconds:0} ms, resident {fresh.ResidentMegabytes:0} MB");
    await report.MeasureAsync("create one lead", fresh.Port, Workloads.Create(fresh), rawWrite, fresh);
}

await using (var filled = await AppProcess.StartAsync(app))
{
    await Workloads.ImportAsync(filled, leads);
    await report.MeasureAsync("get one lead", filled.Port, Workloads.Get(filled, leads), rawAnswer, filled);
    await report.MeasureAsync($"list 50 of {leads:N0}, filtered and sorted", filled.Port, Workloads.List(filled), rawAnswer, filled);
    var deep = await Workloads.CursorAtAsync(filled, leads / 100);
    await report.MeasureAsync($"list 50 at half the depth", filled.Port, Workloads.ListFrom(filled, deep), rawAnswer, filled);
    await report.MeasureAsync("search by phone", filled.Port, Workloads.SearchPhone(filled, leads), rawAnswer, filled);
    Console.WriteLine($"resident {filled.ResidentMegabytes:0} MB");
}

return 0;
