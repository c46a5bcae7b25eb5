using KoSales.Bench;

if (args is not [var app, ..])
{
    Console.Error.WriteLine(
        "usage: dotnet run -c Release --project infra/bench/ApiBench -- "
            + "<KoSales.Functions.dll, Release build> [leads=100000] [seconds=5] [runs=3] "
            + "[only=raw,create,read,lists,move,convert,webhook] [clients=32]"
    );
    return 2;
}

var leads = args.Length > 1 ? int.Parse(args[1]) : 100_000;
var seconds = args.Length > 2 ? int.Parse(args[2]) : 5;
var runs = args.Length > 3 ? int.Parse(args[3]) : 3;
var only = (args.Length > 4 ? args[4] : "raw,create,read,lists,move,convert,webhook").Split(',');
var clients = args.Length > 5 ? int.Parse(args[5]) : 32;
var report = new Report(runs, TimeSpan.FromSeconds(seconds), clients);
Report.Conditions(clients);

var (rawAnswer, rawWrite) = only.Contains("raw") ? await Measurements.RawAsync(report) : default;
if (only.Contains("create"))
    await Measurements.CreateAsync(report, app, rawWrite);
if (only.Contains("read"))
    await Measurements.ReadAsync(report, app, leads, rawAnswer);
if (only.Contains("lists"))
    await Measurements.ListsAsync(report, app, leads, rawAnswer);
if (only.Contains("move"))
    await Measurements.MoveAsync(report, app, leads, rawWrite);
if (only.Contains("convert"))
    await Measurements.ConvertAsync(report, app, leads, rawWrite);
if (only.Contains("webhook"))
    await Measurements.WebhookAsync(report, app, rawWrite);

return 0;
