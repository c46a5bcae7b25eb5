namespace KoSales.Functions.Files;

/// <summary>Section <c>KoSales:Files</c>.</summary>
public sealed class FileSettings
{
    public const string Section = "KoSales:Files";

    public const string DirectorySetting = $"{Section}:{nameof(Directory)}";

    /// <summary>Where files lie that must outlive a request. Empty: in the data directory, which instances
    /// on other machines do not share.</summary>
    public string Directory { get; set; } = "";

    /// <summary>What is wrong, as a sentence; null when nothing is.</summary>
    /// <param name="isAlone">No other instance needs the files.</param>
    public string? Fault(bool isAlone) =>
        this switch
        {
            { Directory: "" } when !isAlone =>
                $"{Section}:Directory is empty; name a folder that all instances have mounted, such as /mounts/files.",
            { Directory: var chosen } when !isAlone && !Path.IsPathFullyQualified(chosen) =>
                $"{Section}:Directory is {chosen}, which depends on where the process starts; write an absolute path.",
            _ => null,
        };
}
