using System.Globalization;
using System.Runtime.InteropServices;
using KoSales.SlaBench;

// Usage: SlaBench [overdue tasks, 100000] [seconds per deadline run, 2]
var tasks = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 100_000;
var seconds = args.Length > 1 ? double.Parse(args[1], CultureInfo.InvariantCulture) : 2;

Console.WriteLine(
    $"{RuntimeInformation.FrameworkDescription}, {Environment.ProcessorCount} cores, {RuntimeInformation.OSDescription}"
);
Deadlines.Run(TimeSpan.FromSeconds(seconds));
await Sweeps.RunAsync(tasks);
