using System.Globalization;
using System.Runtime.InteropServices;
using KoSales.CohortBench;

// Usage: CohortBench [seconds per run, 2] [cohorts, 1000] [leads in the store, 200000; 0 for none]
var seconds = args.Length > 0 ? double.Parse(args[0], CultureInfo.InvariantCulture) : 2;
var cohorts = args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : 1_000;

Console.WriteLine(
    $"{RuntimeInformation.FrameworkDescription}, {Environment.ProcessorCount} cores, {RuntimeInformation.OSDescription}"
);
Conditions.Run(TimeSpan.FromSeconds(seconds));
LeadChanges.Run(TimeSpan.FromSeconds(seconds), cohorts);
var leads = args.Length > 2 ? int.Parse(args[2], CultureInfo.InvariantCulture) : 200_000;
if (leads > 0)
    await Evaluations.RunAsync(leads);
