using System.Collections.Immutable;
using Microsoft.Azure.Functions.Worker.Core.FunctionMetadata;

namespace KoSales.LocalHost.Tests.Apps;

/// <summary>Of all functions in this assembly, those of the classes under test.</summary>
internal sealed class ChosenFunctions(IReadOnlyList<Type> classes) : IFunctionMetadataProvider
{
    private readonly GeneratedFunctionMetadataProvider _all = new();

    public async Task<ImmutableArray<IFunctionMetadata>> GetFunctionMetadataAsync(
        string directory
    ) => [.. (await _all.GetFunctionMetadataAsync(directory)).Where(IsChosen)];

    private bool IsChosen(IFunctionMetadata function) =>
        classes.Any(type =>
            function.EntryPoint!.StartsWith($"{type.FullName}.", StringComparison.Ordinal)
        );
}
