using KoSales.Functions.Files.Blobs;
using Microsoft.Extensions.Configuration;

namespace KoSales.Functions.Files;

/// <summary>Section <c>KoSales:Files</c>: a storage account or a folder.</summary>
public sealed class FileSettings
{
    public const string Section = "KoSales:Files";

    public const string DirectorySetting = $"{Section}:{nameof(Directory)}";

    public const string AccountSetting = $"{Section}:{nameof(Account)}";

    public const string ContainerSetting = $"{Section}:{nameof(Container)}";

    private const string HostStorage = "AzureWebJobsStorage";

    /// <summary>Where files lie that must outlive a request. Empty: in the data directory, which instances
    /// on other machines do not share.</summary>
    public string Directory { get; set; } = "";

    /// <summary>The storage account that files lie in: its connection string, or the address of its blob
    /// service, which is then used with the app's identity. Empty under a Functions host: the host's own
    /// account, unless there is a <see cref="Directory"/>.</summary>
    public string Account { get; set; } = "";

    /// <summary>The container of the account; made at the start where it does not exist.</summary>
    public string Container { get; set; } = "ko-sales-files";

    /// <summary>Client id of the identity that an address is used with; empty for the app's own.</summary>
    public string ClientId { get; set; } = "";

    public bool UsesBlobs => Account.Length > 0;

    /// <summary>What is wrong, as a sentence that shows no secret; null when nothing is.</summary>
    /// <param name="isAlone">No other instance needs the files.</param>
    public string? Fault(bool isAlone) =>
        this switch
        {
            { UsesBlobs: true, Directory.Length: > 0 } =>
                $"{AccountSetting} and {DirectorySetting} are both set; files lie in one place, so leave one of them out.",
            { UsesBlobs: true } => BlobAccount.Fault(this),
            { Directory: "" } when !isAlone =>
                $"There is no place for files that all instances share: set {AccountSetting} (or {HostStorage}) to a storage account, "
                    + $"or {DirectorySetting} to a folder that all instances have mounted, such as /mounts/files.",
            { Directory: var chosen } when !isAlone && !Path.IsPathFullyQualified(chosen) =>
                $"{DirectorySetting} is {chosen}, which depends on where the process starts; write an absolute path.",
            _ => null,
        };

    /// <summary>Takes the storage account of the Functions host, in whichever form it is given, where the
    /// section names no place.</summary>
    public void TakeAccountOfHost(IConfiguration configuration)
    {
        if (UsesBlobs || Directory.Length > 0)
            return;
        Account = AccountOfHost(configuration);
        ClientId = configuration[$"{HostStorage}:clientId"] ?? "";
    }

    private static string AccountOfHost(IConfiguration configuration)
    {
        if (configuration[HostStorage] is { Length: > 0 } connection)
            return connection;
        if (configuration[$"{HostStorage}:blobServiceUri"] is { Length: > 0 } address)
            return address;
        return configuration[$"{HostStorage}:accountName"] is { Length: > 0 } name
            ? $"https://{name}.blob.core.windows.net"
            : "";
    }
}
