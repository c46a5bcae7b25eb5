using System.Text.RegularExpressions;
using Azure.Core;
using Azure.Identity;
using Azure.Storage.Blobs;

namespace KoSales.Functions.Files.Blobs;

/// <summary>Opens the storage account of the settings, with the times that the port promises.</summary>
internal static partial class BlobAccount
{
    private const int Repeats = 2;

    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(2);

    /// <summary>How long the account may take to one request, a block of a file included.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    /// <exception cref="FormatException">The account of the settings is none.</exception>
    public static BlobServiceClient Open(FileSettings settings) =>
        AddressOf(settings.Account) is { } address
            ? new BlobServiceClient(address, CredentialOf(settings), Options())
            : new BlobServiceClient(settings.Account, Options());

    /// <summary>What is wrong with account and container, as a sentence that shows no key; null when nothing
    /// is.</summary>
    public static string? Fault(FileSettings settings)
    {
        if (!ContainerName().IsMatch(settings.Container))
            return $"{FileSettings.ContainerSetting} is '{settings.Container}'; a container's name is 3 to 63 small letters, digits and single hyphens.";
        if (AddressOf(settings.Account) is { } address)
            return FaultOf(address);
        try
        {
            _ = new BlobServiceClient(settings.Account);
            return null;
        }
        catch (Exception fault) when (fault is FormatException or ArgumentException)
        {
            return $"{FileSettings.AccountSetting} (or AzureWebJobsStorage) is no storage account; write its connection string, or the address of "
                + "its blob service, such as https://example.blob.core.windows.net.";
        }
    }

    /// <summary>Null for a connection string.</summary>
    private static Uri? AddressOf(string account) =>
        account.StartsWith("http", StringComparison.OrdinalIgnoreCase)
        && Uri.TryCreate(account, UriKind.Absolute, out var address)
            ? address
            : null;

    private static string? FaultOf(Uri address)
    {
        if (address.Scheme != Uri.UriSchemeHttps)
            return $"{FileSettings.AccountSetting} begins with {address.Scheme}; an identity is sent over https only.";
        return address.Query.Length > 0
            ? $"{FileSettings.AccountSetting} has a query; write the address alone, which is used with the app's identity, or a connection string."
            : null;
    }

    private static DefaultAzureCredential CredentialOf(FileSettings settings) =>
        new(
            new DefaultAzureCredentialOptions
            {
                ManagedIdentityClientId = settings.ClientId is { Length: > 0 } id ? id : null,
            }
        );

    private static BlobClientOptions Options()
    {
        var options = new BlobClientOptions
        {
            Retry =
            {
                Mode = RetryMode.Exponential,
                MaxRetries = Repeats,
                Delay = FirstPause,
                MaxDelay = LongestPause,
                NetworkTimeout = Patience,
            },
            // Traces are the app's own, and a log of addresses would hold signatures.
            Diagnostics = { IsLoggingEnabled = false, IsTelemetryEnabled = false },
        };
        options.AddPolicy(new BlobFaults(), HttpPipelinePosition.PerCall);
        return options;
    }

    [GeneratedRegex("^(?=.{3,63}$)[a-z0-9]+(-[a-z0-9]+)*$")]
    private static partial Regex ContainerName();
}
