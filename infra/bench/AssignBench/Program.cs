using System.Globalization;
using System.Runtime.InteropServices;
using KoSales.AssignBench;

// Usage: AssignBench [leads, 100000] [open tasks per lead, 1] [agents, 20] [leads per batch, 2000]
int At(int index, int otherwise) =>
    args.Length > index ? int.Parse(args[index], CultureInfo.InvariantCulture) : otherwise;
var size = new BenchSize(At(0, 100_000), At(1, 1), At(2, 20), At(3, 2_000));

Console.WriteLine(
    $"{RuntimeInformation.FrameworkDescription}, {Environment.ProcessorCount} cores, {RuntimeInformation.OSDescription}"
);
Planner.Run(size);
await Jobs.RunAsync(size);

namespace KoSales.AssignBench
{
    internal sealed record BenchSize(int Leads, int TasksPerLead, int Agents, int BatchSize);
}
