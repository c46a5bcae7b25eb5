using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;

namespace KoSales.LocalHost;

/// <summary>Where the host keeps what must survive a restart (timer schedules, the task hub).</summary>
internal static class HostStorage
{
    public const string FileName = "taskhub.db";

    private const string Key = "AzureWebJobsStorage";
    private const string Scheme = "local:";

    /// <summary>
    /// The directory of <c>AzureWebJobsStorage=local:&lt;directory&gt;</c> (relative: to the content root);
    /// without
    /// that form <c>.data</c> in the content root. It is not created here.
    /// </summary>
    public static string Directory(IConfiguration configuration)
    {
        var root =
            configuration[HostDefaults.ContentRootKey] ?? System.IO.Directory.GetCurrentDirectory();
        var storage = configuration[Key];
        var directory = storage?.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) is true
            ? storage[Scheme.Length..].Trim()
            : ".data";
        return Path.GetFullPath(directory, root);
    }
}
