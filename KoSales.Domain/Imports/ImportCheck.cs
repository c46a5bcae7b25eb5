namespace KoSales.Domain.Imports;

/// <summary>What is wrong with an import before its first row is read.</summary>
internal static class ImportCheck
{
    private const string Stage = "stage";

    public static IEnumerable<Fault> FaultsOf(
        ImportOptions options,
        IReadOnlyList<string> header,
        Func<string, bool> isField
    ) =>
        DuplicateHeadings(header)
            .Concat(Mapping(options, header, isField))
            .Concat(Paths(options.Defaults.Keys, "/defaults", isField))
            .Concat(Paths(options.ValueMap.Keys, "/value_map", isField))
            .Concat(StagesWithoutPipeline(options));

    /// <summary>Only pipelines have stages.</summary>
    private static IEnumerable<Fault> StagesWithoutPipeline(ImportOptions options)
    {
        if (options.StartPipeline)
            return [];
        var mapped =
            from column in options.Mapping
            where column.Value == Stage
            select $"/mapping/{Escape(column.Key)}";
        var usual =
            from path in options.Defaults.Keys
            where path == Stage
            select $"/defaults/{path}";
        return mapped
            .Concat(usual)
            .Select(pointer =>
                Fault.Invalid(
                    pointer,
                    "import.stage_without_pipeline",
                    "Records get a stage with their pipeline, which start_pipeline says is not to start."
                )
            );
    }

    private static IEnumerable<Fault> DuplicateHeadings(IReadOnlyList<string> header) =>
        from heading in header
        where heading.Trim().Length > 0
        group heading by heading into same
        where same.Count() > 1
        select new Fault(
            FaultKind.Invalid,
            "import.duplicate_column",
            $"The file has {same.Count()} columns called {Shown(same.Key)}; give each a name of its own."
        );

    private static IEnumerable<Fault> Mapping(
        ImportOptions options,
        IReadOnlyList<string> header,
        Func<string, bool> isField
    )
    {
        if (options.Mapping.Count == 0)
            yield return NothingMapped();
        var taken = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var (heading, path) in options.Mapping)
        {
            var pointer = $"/mapping/{Escape(heading)}";
            taken[path] = taken.GetValueOrDefault(path) + 1;
            if (!IsColumn(heading, header))
                yield return UnknownColumn(pointer, heading);
            if (!isField(path))
                yield return UnknownField(pointer, path);
            else if (taken[path] > ImportJoin.MostColumnsOf(path))
                yield return FieldTaken(pointer, path);
        }
    }

    private static Fault NothingMapped() =>
        Fault.Invalid("/mapping", "required", "Map at least one column to a field.");

    private static bool IsColumn(string heading, IReadOnlyList<string> header) =>
        heading.Trim().Length > 0 && header.Contains(heading);

    private static Fault UnknownColumn(string pointer, string heading) =>
        Fault.Invalid(
            pointer,
            "import.unknown_column",
            $"The file has no column called {Shown(heading)}."
        );

    private static Fault FieldTaken(string pointer, string path) =>
        Fault.Invalid(
            pointer,
            "import.field_taken",
            $"Another column is mapped to {path} already."
        );

    private static IEnumerable<Fault> Paths(
        IEnumerable<string> paths,
        string pointer,
        Func<string, bool> isField
    ) =>
        from path in paths
        where !isField(path)
        select UnknownField($"{pointer}/{Escape(path)}", path);

    private static Fault UnknownField(string pointer, string path) =>
        Fault.Invalid(
            pointer,
            "import.unknown_field",
            $"There is no field {Shown(path)}; custom fields are written custom.key and defined first."
        );

    private static string Shown(string text) => text.Length > 60 ? text[..60] + "…" : text;

    private static string Escape(string name) =>
        name.Replace("~", "~0", StringComparison.Ordinal)
            .Replace("/", "~1", StringComparison.Ordinal);
}
