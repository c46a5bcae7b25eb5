using System.Reflection;
using KoSales.Functions;
using KoSales.Functions.Hosting;
using Microsoft.Azure.Functions.Worker;

namespace KoSales.Tests.Hosting;

/// <summary>What the worker tells its host of, the app can call.</summary>
public sealed class EveryFunctionTests
{
    private static readonly Assembly App = typeof(FunctionExecutor).Assembly;

    [Fact]
    public async Task Every_function_is_found_by_its_entry_point()
    {
        var told = await ToldAsync();

        Assert.All(told, function => FunctionMethod.Of(new SampleFunction(function.Value, App)));
        Assert.True(told.Count > 300, $"{told.Count} functions");
    }

    [Fact]
    public async Task Every_function_of_the_app_is_told_with_its_own_entry_point()
    {
        var written = App.GetTypes()
            .SelectMany(t =>
                t.GetMethods(
                    BindingFlags.Public
                        | BindingFlags.NonPublic
                        | BindingFlags.Instance
                        | BindingFlags.Static
                        | BindingFlags.DeclaredOnly
                )
            )
            .Select(m => (Method: m, m.GetCustomAttribute<FunctionAttribute>()?.Name))
            .Where(f => f.Name is not null)
            .Select(f => new KeyValuePair<string, string>(
                f.Name!,
                $"{f.Method.DeclaringType!.FullName}.{f.Method.Name}"
            ));

        Assert.Equal(
            written.OrderBy(f => f.Key, StringComparer.Ordinal),
            (await ToldAsync()).OrderBy(f => f.Key, StringComparer.Ordinal)
        );
    }

    [Fact]
    public void The_executor_that_grows_with_every_function_is_not_built() =>
        Assert.DoesNotContain(App.GetTypes(), t => t.Name == "DirectFunctionExecutor");

    /// <summary>Entry points by the names of their functions.</summary>
    private static async Task<Dictionary<string, string>> ToldAsync() =>
        (await new GeneratedFunctionMetadataProvider().GetFunctionMetadataAsync("")).ToDictionary(
            f => f.Name!,
            f => f.EntryPoint!
        );
}
